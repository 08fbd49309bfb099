import type { SeenEvent } from '../../../../widgets/events/seenEvent';
import { columnText } from '../columns';
import { csvText } from './csv';

export type FormatId = 'json' | 'ndjson' | 'file' | 'csv';

interface Format {
  id: FormatId;
  text: string;
  fileName: string;
  mediaType: string;
}

export const FORMATS: readonly Format[] = [
  { id: 'csv', text: 'CSV', fileName: 'event-history.csv', mediaType: 'text/csv' },
  { id: 'json', text: 'JSON', fileName: 'event-history.json', mediaType: 'application/json' },
  {
    id: 'ndjson',
    text: 'JSON, a record on each line',
    fileName: 'event-history.ndjson',
    mediaType: 'application/x-ndjson',
  },
  {
    id: 'file',
    text: 'JSON, as CloudTrail log files',
    fileName: 'event-history.log.json',
    mediaType: 'application/json',
  },
];

/** The content of a file of events; a CSV has the columns that are given. */
export function fileText(
  format: FormatId,
  events: readonly SeenEvent[],
  columns: readonly { id: string; heading: string }[],
): string {
  const records = events.map(({ record }) => record);
  switch (format) {
    case 'json':
      return JSON.stringify(records, null, 2);
    case 'ndjson':
      return records.map(record => `${JSON.stringify(record)}\n`).join('');
    case 'file':
      return JSON.stringify({ Records: records });
    case 'csv':
      return csvText([
        columns.map(({ heading }) => heading),
        ...events.map(event => columns.map(({ id }) => columnText(id, event))),
      ]);
  }
}
