import SpaceBetween from '@cloudscape-design/components/space-between';
import type { SeenEvent } from '../../../widgets/events/seenEvent';
import { middleCut, visibleText } from '../../../widgets/format';
import { ScopeLink } from '../../../widgets/ScopeLink';
import { relatedTo } from './related';

const ABOUT_CHARACTERS_MAX = 44;

/** What else happened, one click away. */
export function RelatedLinks({ event }: { event: SeenEvent }) {
  return (
    <nav aria-label="Related events" data-testid="related">
      <SpaceBetween size="s" direction="horizontal">
        {relatedTo(event, new Date()).map(({ id, text, about, path }) => (
          <ScopeLink key={id} to={path}>
            {text}
            {about !== '' && `: ${visibleText(middleCut(about, ABOUT_CHARACTERS_MAX))}`}
          </ScopeLink>
        ))}
      </SpaceBetween>
    </nav>
  );
}
