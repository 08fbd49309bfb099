import type { LogStream } from '@aws-sdk/client-cloudwatch-logs';
import { describeLogStreams } from '../../../api/logs';
import { logStreamsPaging } from '../../../api/logsPaging';
import { useAllPages } from '../../../api/query';
import { EmptyState } from '../../../widgets/EmptyState';
import { countText } from '../../../widgets/format';
import { ScopeLink } from '../../../widgets/ScopeLink';
import { Time, useTimeHeading } from '../../../widgets/Time';
import type { Column } from '../../../widgets/table/column';
import { ResourceTable } from '../../../widgets/table/ResourceTable';
import { eventsPath } from '../paths';

const NONE: readonly LogStream[] = [];

export function StreamsTab({ group }: { group: string }) {
  const reading = useAllPages(describeLogStreams, logStreamsPaging, {
    logGroupName: group,
    orderBy: 'LastEventTime' as const,
    descending: true,
  });
  const columns = useColumns(group);
  const items = reading.data?.items ?? NONE;
  return (
    <ResourceTable
      id="logstreams"
      heading="Log streams"
      headingVariant="h2"
      variant="container"
      noun="log stream"
      columns={columns}
      items={items}
      moreNote={
        reading.data?.more ? `The ${countText(items.length)} newest of more streams.` : undefined
      }
      keyOf={item => item.logStreamName ?? ''}
      nameOf={item => item.logStreamName ?? ''}
      reading={reading}
      sorting="-last"
      empty={
        <EmptyState
          title="No streams yet."
          why="A trail delivers every 5 minutes."
          commands={['lading flush']}
        />
      }
    />
  );
}

function useColumns(group: string): Column<LogStream>[] {
  const timeHeading = useTimeHeading();
  return [
    {
      id: 'name',
      heading: 'Log stream',
      value: item => item.logStreamName,
      cell: ({ logStreamName = '' }) => (
        <ScopeLink to={eventsPath(group, logStreamName)}>{logStreamName}</ScopeLink>
      ),
      filter: 'text',
      width: 420,
      rowHeader: true,
    },
    timeColumn('last', timeHeading('Last event time'), item => item.lastEventTimestamp),
    {
      ...timeColumn('first', timeHeading('First event time'), item => item.firstEventTimestamp),
      hidden: true,
    },
    {
      ...timeColumn('created', timeHeading('Created'), item => item.creationTime),
      hidden: true,
    },
  ];
}

function timeColumn(
  id: string,
  heading: string,
  instant: (item: LogStream) => number | undefined,
): Column<LogStream> {
  return {
    id,
    heading,
    value: instant,
    cell: item => {
      const at = instant(item);
      return <Time at={at === undefined ? undefined : new Date(at)} />;
    },
    width: 240,
  };
}
