import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import Toggle from '@cloudscape-design/components/toggle';
import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { lookupEvents } from '../../../api/cloudtrail';
import { useEachCall } from '../../../api/eachCall';
import { usePage } from '../../../shell/page';
import { useQueryState } from '../../../url/state';
import { EmptyState } from '../../../widgets/EmptyState';
import { type SeenEvent, seenEvent } from '../../../widgets/events/seenEvent';
import { FailureAlert } from '../../../widgets/failure/FailureAlert';
import { visibleText } from '../../../widgets/format';
import { ScopeLink } from '../../../widgets/ScopeLink';
import { Time } from '../../../widgets/Time';
import { type ComparedLine, comparedLines } from './difference';

const COMPARED_MAX = 5;

export function Component() {
  const { events, failure, reading } = useEvents();
  const [shown, setShown] = useQueryState('lines', 'different');
  const all = useMemo(() => comparedLines(events.map(({ record }) => record)), [events]);
  const lines = shown === 'all' ? all : all.filter(({ same }) => !same);
  usePage({
    title: 'Compare events · Event history',
    breadcrumbs: [
      { text: 'CloudTrail', path: 'cloudtrail' },
      { text: 'Event history', path: 'cloudtrail/events' },
      { text: 'Compare events' },
    ],
    help: <p>Two to five records side by side; what differs is bold.</p>,
  });
  return (
    <SpaceBetween size="m">
      <FailureAlert failure={failure} />
      <Table<ComparedLine>
        data-testid="compare-table"
        resizableColumns
        stickyColumns={{ first: 1 }}
        header={
          <Header
            variant="h1"
            counter={`(${events.length})`}
            actions={
              <Toggle
                checked={shown !== 'all'}
                onChange={({ detail }) => setShown(detail.checked ? 'different' : 'all')}
              >
                Only differences
              </Toggle>
            }
          >
            Compare events
          </Header>
        }
        loading={reading}
        loadingText="Reading the events"
        items={lines}
        trackBy="path"
        wrapLines
        ariaLabels={{ tableLabel: 'Compared records' }}
        empty={
          <EmptyState
            title={events.length < 2 ? 'Nothing to compare.' : 'The records are the same.'}
            why={events.length < 2 ? 'Select two to five events in the event history.' : ''}
          />
        }
        columnDefinitions={[
          { id: 'path', header: 'Field', cell: line => line.path, isRowHeader: true, width: 260 },
          ...events.map((event, index) => ({
            id: event.id,
            header: <EventHeading event={event} />,
            cell: (line: ComparedLine) => <Value line={line} index={index} />,
            width: 280,
          })),
        ]}
      />
    </SpaceBetween>
  );
}

function useEvents() {
  const [params] = useSearchParams();
  const ids = params.getAll('id').slice(0, COMPARED_MAX);
  const answers = useEachCall(
    lookupEvents,
    ids.map(id => ({
      LookupAttributes: [{ AttributeKey: 'EventId' as const, AttributeValue: id }],
    })),
  );
  const found = answers.map(({ data }) => data?.Events?.[0]);
  const key = found.map(event => event?.EventId).join(' ');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the events
  const events = useMemo(
    () => found.flatMap(event => (event === undefined ? [] : [seenEvent(event)])),
    [key],
  );
  return {
    events,
    failure: answers.find(answer => answer.failure !== null)?.failure ?? null,
    reading: answers.some(({ data, reading }) => data === undefined && reading),
  };
}

function EventHeading({ event }: { event: SeenEvent }) {
  return (
    <>
      <ScopeLink to={`cloudtrail/events/${event.id}`}>{event.name}</ScopeLink>
      <br />
      <Time at={event.at} />
    </>
  );
}

function Value({ line, index }: { line: ComparedLine; index: number }) {
  const value = line.values[index];
  if (value === undefined) return <i>not there</i>;
  const text = <span className="long-name">{visibleText(value)}</span>;
  return line.same ? text : <b>{text}</b>;
}
