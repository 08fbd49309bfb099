import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useCallback } from 'react';
import { useSearchParams } from 'react-router';
import { usePage } from '../../../shell/page';
import { useScope } from '../../../url/scope';
import { FailureAlert } from '../../../widgets/failure/FailureAlert';
import { GROUPS, groupPath } from '../paths';
import { LineList } from './LineList';
import { Help, NewerEnd, NoLines, OlderEnd } from './parts';
import { Toolbar } from './Toolbar';
import { useLines } from './useLines';
import { useView } from './useView';
import { withTerm } from './wanted';

const TERM_CHARACTERS_MAX = 128;

export function Component() {
  const view = useView();
  const { group, streams } = view.wanted;
  const read = useLines(view.wanted);
  const linkOf = useFilterLinks(view.wanted.filter);
  const [stream] = streams;
  const heading = streams.length === 1 && stream !== undefined ? stream : 'Log events';
  usePage({
    title: `${heading} · ${group}`,
    breadcrumbs: [
      { text: 'CloudWatch', path: GROUPS },
      { text: 'Log groups', path: GROUPS },
      { text: group, path: groupPath(group) },
      { text: heading },
    ],
    contentType: 'table',
    help: <Help />,
  });
  const refused = read.failure?.kind === 'invalid' ? read.failure.message : '';
  return (
    <SpaceBetween size="m">
      <Header
        variant="h1"
        description={<span className="long-name">{group}</span>}
        actions={
          <Button iconName="refresh" ariaLabel="Refresh log events" onClick={read.refresh} />
        }
      >
        <span className="long-name">{heading}</span>
      </Header>
      <Container>
        <SpaceBetween size="m">
          <Toolbar view={view} error={refused} />
          {refused === '' && <FailureAlert failure={read.failure} retry={read.refresh} />}
          <OlderEnd read={read} />
          {read.reading === 'first' && <Spinner />}
          {read.lines.length > 0 && (
            <LineList lines={read.lines} raw={view.raw} wrap={view.wrap} linkOf={linkOf} />
          )}
          {read.lines.length === 0 && read.reading !== 'first' && read.failure === null && (
            <NoLines read={read} view={view} />
          )}
          <NewerEnd read={read} view={view} />
        </SpaceBetween>
      </Container>
    </SpaceBetween>
  );
}

/** From a value in an event to the events that have it too. */
function useFilterLinks(filter: string) {
  const { href } = useScope();
  const [params] = useSearchParams();
  const address = params.toString();
  return useCallback(
    (path: string, value: string) => {
      const name = path.slice(path.lastIndexOf('.') + 1);
      if (value.length > TERM_CHARACTERS_MAX || /^(true|false|null|\d+)?$/.test(value)) {
        return undefined;
      }
      const next = new URLSearchParams(address);
      next.set('filter', withTerm(filter, value));
      return { href: href(`cloudwatch/logs/events?${next}`), label: `Filter by ${name} ${value}` };
    },
    [href, address, filter],
  );
}
