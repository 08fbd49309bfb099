import { Result } from '../../../widgets/events/columns';
import { clientText, objectText, type SeenEvent } from '../../../widgets/events/seenEvent';
import { visibleText } from '../../../widgets/format';
import { ScopeLink } from '../../../widgets/ScopeLink';
import { Time } from '../../../widgets/Time';
import type { Column } from '../../../widgets/table/column';
import { FIELDS } from './fields';

/** Field columns beside those that are always there, with their widths. */
const OPTIONAL: Record<string, number> = {
  ResourceType: 200,
  Region: 120,
  ReadOnly: 110,
  AccessKeyId: 220,
  UserAgent: 260,
  MFA: 90,
  Role: 180,
  ImageTag: 140,
  ImageDigest: 260,
  EventId: 320,
  RequestId: 320,
  ErrorMessage: 360,
};

export function historyColumns(timeHeading: (name: string) => string): Column<SeenEvent>[] {
  return [
    { id: 'time', heading: timeHeading('Event time'), cell: timeCell, width: 176 },
    { id: 'EventName', heading: 'Event name', cell: nameCell, width: 236, rowHeader: true },
    { id: 'user', heading: 'User name', cell: event => visibleText(event.user), width: 125 },
    textColumn('SourceIP', 'Source IP', 120, event => event.record.sourceIPAddress),
    { id: 'result', heading: 'Result', cell: event => <Result event={event} />, width: 200 },
    textColumn('object', 'Resource', 190, objectText),
    textColumn('EventSource', 'Event source', 200, event => event.source),
    {
      ...textColumn('client', 'Client', 150, event => clientText(event.record.userAgent)),
      hidden: true,
    },
    ...FIELDS.filter(({ id }) => id in OPTIONAL).map(({ id, heading, values }) => ({
      ...textColumn(id, heading, OPTIONAL[id] ?? 0, event => values(event).join(', ')),
      hidden: true,
    })),
  ];
}

/** What a column says, as text: for files. */
export function columnText(id: string, event: SeenEvent): string {
  if (id === 'time') return event.record.eventTime;
  if (id === 'user') return event.user;
  if (id === 'object') return objectText(event);
  if (id === 'client') return clientText(event.record.userAgent);
  if (id === 'result') return event.record.errorCode ?? 'OK';
  const field = FIELDS.find(one => one.id === id);
  return field?.values(event).join(', ') ?? '';
}

function textColumn(
  id: string,
  heading: string,
  width: number,
  text: (event: SeenEvent) => string | undefined,
): Column<SeenEvent> {
  return {
    id,
    heading,
    width,
    cell: event => {
      const said = visibleText(text(event) ?? '');
      return <span title={said}>{said || '–'}</span>;
    },
  };
}

function timeCell(event: SeenEvent) {
  return <Time at={event.at} />;
}

function nameCell(event: SeenEvent) {
  return <ScopeLink to={`cloudtrail/events/${event.id}`}>{event.name}</ScopeLink>;
}
