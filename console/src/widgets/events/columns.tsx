import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { visibleText } from '../format';
import { ScopeLink } from '../ScopeLink';
import { Time } from '../Time';
import type { Column } from '../table/column';
import { clientText, objectText, type SeenEvent } from './seenEvent';

/** The columns of every table of events. */
export function eventColumns(timeHeading: (name: string) => string): Column<SeenEvent>[] {
  return [
    {
      id: 'time',
      heading: timeHeading('Event time'),
      value: event => event.at.getTime(),
      cell: event => <Time at={event.at} />,
      width: 200,
    },
    {
      id: 'name',
      heading: 'Event name',
      value: event => event.name,
      cell: event => <ScopeLink to={`cloudtrail/events/${event.id}`}>{event.name}</ScopeLink>,
      filter: 'text',
      width: 220,
      rowHeader: true,
    },
    {
      id: 'user',
      heading: 'User name',
      value: event => event.user,
      cell: event => visibleText(event.user),
      filter: 'text',
      width: 160,
    },
    {
      id: 'address',
      heading: 'Source IP',
      value: event => event.record.sourceIPAddress,
      cell: event => visibleText(event.record.sourceIPAddress ?? ''),
      filter: 'text',
      width: 140,
    },
    {
      id: 'object',
      heading: 'Resource',
      value: objectText,
      cell: event => visibleText(objectText(event)),
      filter: 'text',
      width: 240,
    },
    {
      id: 'client',
      heading: 'Client',
      value: event => clientText(event.record.userAgent),
      cell: event => (
        <span title={visibleText(event.record.userAgent ?? '')}>
          {visibleText(clientText(event.record.userAgent))}
        </span>
      ),
      filter: 'text',
      width: 160,
    },
    {
      id: 'result',
      heading: 'Result',
      value: event => event.record.errorCode ?? 'OK',
      cell: event => <Result event={event} />,
      filter: 'choice',
      width: 220,
    },
  ];
}

export function Result({ event }: { event: SeenEvent }) {
  const { errorCode, errorMessage } = event.record;
  if (errorCode === undefined) return <StatusIndicator type="success">OK</StatusIndicator>;
  return (
    <span title={visibleText(errorMessage ?? '')}>
      <StatusIndicator type="error">{visibleText(errorCode)}</StatusIndicator>
    </span>
  );
}
