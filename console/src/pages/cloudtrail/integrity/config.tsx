import StatusIndicator, {
  type StatusIndicatorProps,
} from '@cloudscape-design/components/status-indicator';
import { middleCut } from '../../../widgets/format';
import type { Column } from '../../../widgets/table/column';
import { fileName } from '../trail/files';
import type { Finding, Verdict } from './verdict';

const NAME_CHARACTERS_MAX = 48;
const SHOWN: Record<Verdict, { type: StatusIndicatorProps.Type; text: string }> = {
  valid: { type: 'success', text: 'Valid' },
  altered: { type: 'error', text: 'Altered' },
  missing: { type: 'error', text: 'Missing' },
  moved: { type: 'error', text: 'Moved' },
  unverifiable: { type: 'warning', text: 'No key' },
  gap: { type: 'info', text: 'Gap' },
};
const KINDS: Record<Finding['kind'], string> = {
  digest: 'Digest',
  file: 'Log file',
  gap: 'Chain',
};

export const COLUMNS: Column<Finding>[] = [
  {
    id: 'object',
    heading: 'Object',
    value: ({ key }) => key,
    cell: ({ key }) => <span title={key}>{shortName(key)}</span>,
    filter: 'text',
    width: 400,
    rowHeader: true,
  },
  {
    id: 'kind',
    heading: 'Kind',
    value: ({ kind }) => KINDS[kind],
    cell: ({ kind }) => KINDS[kind],
    filter: 'choice',
    width: 110,
  },
  {
    id: 'result',
    heading: 'Result',
    value: ({ verdict }) => SHOWN[verdict].text,
    cell: ({ verdict }) => (
      <StatusIndicator type={SHOWN[verdict].type}>{SHOWN[verdict].text}</StatusIndicator>
    ),
    filter: 'choice',
    width: 130,
  },
  {
    id: 'why',
    heading: 'Why',
    value: ({ why }) => why,
    cell: ({ why }) => why || '–',
    width: 200,
  },
  {
    id: 'chain',
    heading: 'Linked to, or vouched for by',
    value: ({ chain }) => chain,
    cell: ({ chain }) => <span title={chain}>{chain === '' ? '–' : shortName(chain)}</span>,
    width: 400,
  },
];

/** Both ends of a file's name: whose it is, and from when. */
function shortName(key: string): string {
  return middleCut(fileName(key), NAME_CHARACTERS_MAX);
}
