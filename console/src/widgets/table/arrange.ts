import type { FilterToken } from '../../url/filters';
import type { Column, Comparable } from './column';

export interface Sorting {
  column: string;
  descending: boolean;
}

// Tags read as people count: v1.10 comes after v1.9.
const NATURAL = new Intl.Collator('en', { numeric: true });

/** `-pushed` ↔ the column `pushed`, descending. */
export function sortingOf(text: string): Sorting | null {
  if (text === '') return null;
  const descending = text.startsWith('-');
  return { column: descending ? text.slice(1) : text, descending };
}

export function sortingText({ column, descending }: Sorting): string {
  return `${descending ? '-' : ''}${column}`;
}

/** Items that match every token, in the order asked for; what has no value comes last. */
export function arranged<Item>(
  items: readonly Item[],
  columns: readonly Column<Item>[],
  tokens: readonly FilterToken[],
  sorting: Sorting | null,
): Item[] {
  const kept = items.filter(item => tokens.every(token => matches(item, columns, token)));
  const value = columns.find(({ id }) => id === sorting?.column)?.value;
  if (value === undefined || sorting === null) return kept;
  const sign = sorting.descending ? -1 : 1;
  return kept.sort((a, b) => {
    const [left, right] = [value(a), value(b)];
    if (left === undefined || right === undefined) {
      return Number(left === undefined) - Number(right === undefined);
    }
    return sign * compared(left, right);
  });
}

function matches<Item>(item: Item, columns: readonly Column<Item>[], token: FilterToken): boolean {
  if (token.property === '') {
    const found = columns.some(({ value, filter }) => {
      const text = filter === undefined ? undefined : value?.(item);
      return typeof text === 'string' && includes(text, token.value);
    });
    return token.operator === '!:' ? !found : found;
  }
  const column = columns.find(({ id }) => id === token.property);
  return compares(column?.value?.(item), token);
}

function compares(value: Comparable | undefined, { operator, value: wanted }: FilterToken) {
  const text = String(value ?? '');
  switch (operator) {
    case '=':
      return text.toLowerCase() === wanted.toLowerCase();
    case '!=':
      return text.toLowerCase() !== wanted.toLowerCase();
    case '!:':
      return !includes(text, wanted);
    case '^':
      return text.toLowerCase().startsWith(wanted.toLowerCase());
    case '>':
      return Number(value) > Number(wanted);
    case '<':
      return Number(value) < Number(wanted);
    default:
      return includes(text, wanted);
  }
}

function includes(text: string, part: string): boolean {
  return text.toLowerCase().includes(part.toLowerCase());
}

function compared(left: Comparable, right: Comparable): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  return NATURAL.compare(String(left), String(right));
}
