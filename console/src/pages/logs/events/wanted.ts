import type { Range } from '../../../url/range';

/** Which events the page shows. */
export interface Wanted {
  group: string;
  streams: readonly string[];
  /** A filter pattern; empty for all events. */
  filter: string;
  range: Range;
}

/** One stream without a filter is read in both directions; all else is a search, oldest first. */
export function isOneStream({ streams, filter }: Wanted): boolean {
  return streams.length === 1 && filter === '';
}

/** Adds an exact phrase to a filter pattern: it has to be there, or must not be. */
export function withTerm(filter: string, text: string, excluded = false): string {
  const phrase = `${excluded ? '-' : ''}"${text.replaceAll('"', '\\"')}"`;
  if (filter.includes(phrase)) return filter;
  return filter === '' ? phrase : `${filter} ${phrase}`;
}
