import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMemo } from 'react';
import { useScope } from '../../../url/scope';
import type { SeenEvent } from '../../../widgets/events/seenEvent';
import { JsonView } from '../../../widgets/json/JsonView';
import { EventFacts } from './EventFacts';
import { recordLinks } from './links';
import { RelatedLinks } from './RelatedLinks';

interface Props {
  event: SeenEvent;
  columns: number;
}

/** An event: its facts, what is related, and the record itself. */
export function Record({ event, columns }: Props) {
  const scope = useScope();
  const linkOf = useMemo(() => recordLinks(event, scope), [event, scope]);
  return (
    <SpaceBetween size="l">
      <RelatedLinks event={event} />
      <EventFacts event={event} columns={columns} />
      <SpaceBetween size="xs">
        <Header variant="h3">Record</Header>
        <JsonView value={event.record} what="record" linkOf={linkOf} />
      </SpaceBetween>
    </SpaceBetween>
  );
}
