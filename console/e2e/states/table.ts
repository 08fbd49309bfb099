import { type Row, STATES, type State } from './cell';

/** The table of docs/console-states.md: pages by states, and why a cell is not there. */
export function statesTable(rows: readonly Row[]): string {
  const states = Object.keys(STATES) as State[];
  const reasons: string[] = [];
  const cellText = (row: Row, state: State) => {
    const cell = state === 'narrow' || state === 'dark' ? undefined : row.cells[state];
    if (typeof cell !== 'string') return '●';
    if (!reasons.includes(cell)) reasons.push(cell);
    return `${reasons.indexOf(cell) + 1}`;
  };
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const body = rows.map(row => line([row.title, ...states.map(state => cellText(row, state))]));
  return [
    line(['Page', ...states.map(state => STATES[state])]),
    line(['---', ...states.map(() => ':-:')]),
    ...body,
    '',
    ...reasons.map((reason, index) => `${index + 1}. ${reason}`),
  ].join('\n');
}

/** How many cells the table has. */
export function cellCount(rows: readonly Row[]): number {
  const why = (row: Row) => Object.values(row.cells).filter(cell => typeof cell === 'string');
  return rows.reduce((sum, row) => sum + Object.keys(STATES).length - why(row).length, 0);
}
