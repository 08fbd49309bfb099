import Header from '@cloudscape-design/components/header';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import type { ReactNode } from 'react';
import { EmptyState } from '../../../widgets/EmptyState';
import { Result } from '../../../widgets/events/columns';
import { objectText, type SeenEvent } from '../../../widgets/events/seenEvent';
import { countText, visibleText } from '../../../widgets/format';
import { ScopeLink } from '../../../widgets/ScopeLink';
import { Time, useTimeHeading } from '../../../widgets/Time';
import { historyPath } from '../record/related';
import { LogGroupLink, TrailStatus } from '../trails/config';
import { NoTrails } from '../trails/parts';
import { type TrailRow, trailPath } from '../trails/trailRow';
import { type RefusalCount, refusalCounts } from './refusals';

const REFUSALS_MAX = 5;

export function TrailList({ rows, loading }: { rows: readonly TrailRow[]; loading: boolean }) {
  const timeHeading = useTimeHeading();
  return (
    <Table<TrailRow>
      data-testid="dashboard-trails"
      header={
        <Header variant="h2" counter={`(${rows.length})`}>
          Trails
        </Header>
      }
      loading={loading}
      loadingText="Reading the trails"
      items={rows}
      trackBy={({ trail }) => trail.TrailARN ?? ''}
      ariaLabels={{ tableLabel: 'Trails' }}
      empty={<NoTrails />}
      columnDefinitions={[
        {
          id: 'name',
          header: 'Name',
          isRowHeader: true,
          cell: ({ trail }) => <ScopeLink to={trailPath(trail)}>{trail.Name}</ScopeLink>,
        },
        { id: 'status', header: 'Status', cell: row => <TrailStatus row={row} /> },
        {
          id: 'group',
          header: 'Log group',
          cell: ({ trail }) => <LogGroupLink arn={trail.CloudWatchLogsLogGroupArn} />,
        },
        {
          id: 'delivery',
          header: timeHeading('Last delivery'),
          cell: ({ status }) => <Time at={status?.LatestDeliveryTime} />,
        },
        {
          id: 'digest',
          header: timeHeading('Last digest'),
          cell: ({ status }) => <Time at={status?.LatestDigestDeliveryTime} />,
        },
      ]}
    />
  );
}

interface ListProps {
  events: readonly SeenEvent[];
  loading: boolean;
}

export function EventList({ events, loading, empty }: ListProps & { empty: ReactNode }) {
  const timeHeading = useTimeHeading();
  const columns: TableProps.ColumnDefinition<SeenEvent>[] = [
    { id: 'time', header: timeHeading('Time'), cell: one => <Time at={one.at} /> },
    {
      id: 'name',
      header: 'Event',
      isRowHeader: true,
      cell: one => <ScopeLink to={`cloudtrail/events/${one.id}`}>{one.name}</ScopeLink>,
    },
    { id: 'user', header: 'User', cell: one => visibleText(one.user) },
    {
      id: 'address',
      header: 'Source IP',
      cell: one => visibleText(one.record.sourceIPAddress ?? ''),
    },
    { id: 'object', header: 'Resource', cell: one => visibleText(objectText(one)) || '–' },
    { id: 'result', header: 'Result', cell: one => <Result event={one} /> },
  ];
  return (
    <Table<SeenEvent>
      variant="embedded"
      loading={loading}
      loadingText="Reading the history"
      items={events}
      trackBy="id"
      ariaLabels={{ tableLabel: 'Events' }}
      empty={empty}
      columnDefinitions={columns}
    />
  );
}

export function RefusalList({ events, loading }: ListProps) {
  const rows = refusalCounts(events).slice(0, REFUSALS_MAX);
  return (
    <Table<RefusalCount>
      variant="embedded"
      loading={loading}
      loadingText="Reading the history"
      items={rows}
      trackBy="key"
      ariaLabels={{ tableLabel: 'Refusals' }}
      empty={<EmptyState title="Nothing was refused." />}
      columnDefinitions={[
        { id: 'user', header: 'User', cell: row => visibleText(row.user), isRowHeader: true },
        {
          id: 'error',
          header: 'Error code',
          cell: row => (
            <ScopeLink
              to={historyPath(
                [
                  { property: 'Username', operator: '=', value: row.username },
                  { property: 'ErrorCode', operator: '=', value: row.error },
                ],
                { range: 'P1D' },
              )}
            >
              {visibleText(row.error)}
            </ScopeLink>
          ),
        },
        { id: 'event', header: 'Event', cell: row => row.name },
        { id: 'count', header: 'Times', cell: row => countText(row.count) },
      ]}
    />
  );
}
