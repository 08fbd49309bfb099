import { type Row, STATES, type State } from './cell';
import { NARROW_WIDTHS } from './looks';

/** The names of a cell's screenshots, without their ending. */
export function shotNames(row: Row, state: State): string[] {
  if (state !== 'narrow') return [`${row.id}-${state}`];
  return NARROW_WIDTHS.map(width => `${row.id}-narrow-${width}`);
}

/** A page with all screenshots beside it, a section for each page of the console. */
export function contactSheet(rows: readonly Row[]): string {
  const sections = rows.map(row => {
    const pictures = (Object.keys(STATES) as State[])
      .filter(state => state === 'narrow' || state === 'dark' || isCell(row.cells[state]))
      .flatMap(state => shotNames(row, state))
      .map(
        name =>
          `<a href="${name}.png"><figure><img src="${name}.png" alt=""><figcaption>${name}</figcaption></figure></a>`,
      );
    return `<section id="${row.id}"><h2>${row.title}</h2><div>${pictures.join('')}</div></section>`;
  });
  return `<!doctype html><meta charset="utf-8"><title>Every page in every state</title>
<style>
body { font: 14px sans-serif; background: #999; margin: 8px; }
div { display: flex; flex-wrap: wrap; gap: 8px; align-items: start; }
figure { margin: 0; }
img { height: 450px; max-width: 720px; object-fit: contain; display: block; }
</style>
${sections.join('\n')}
`;
}

function isCell(cell: Row['cells'][keyof Row['cells']]): boolean {
  return typeof cell !== 'string';
}
