import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { type FilterToken, tokensOf, withTokens } from '../../url/filters';
import { withValue } from '../../url/state';
import { arranged, sortingOf } from './arrange';
import type { Column } from './column';

/**
 * The rows of one page of a list, by the filter, order and page that the address holds. `nest` puts
 * rows that match below others; pages are of those that are below none.
 */
export function useArrangement<Item>(
  items: readonly Item[],
  columns: readonly Column<Item>[],
  pageSize: number,
  initialSorting: string,
  nest?: (items: readonly Item[]) => readonly Item[],
) {
  const [params, setParams] = useSearchParams();
  const address = params.toString();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text stands for the parameters
  const tokens = useMemo(() => tokensOf(params), [address]);
  const sortingNow = params.get('sort') ?? initialSorting;
  const sorting = useMemo(() => sortingOf(sortingNow), [sortingNow]);
  const all = useMemo(
    () => arranged(items, columns, tokens, sorting),
    [items, columns, tokens, sorting],
  );
  const top = useMemo(() => nest?.(all) ?? all, [all, nest]);
  const pages = Math.max(1, Math.ceil(top.length / pageSize));
  const page = Math.min(pages, Math.max(1, Number(params.get('page')) || 1));
  const start = (page - 1) * pageSize;
  return {
    rows: top.slice(start, start + pageSize),
    topCount: top.length,
    matching: all.length,
    filtered: tokens.length > 0,
    firstIndex: start + 1,
    tokens,
    sorting,
    page,
    pages,
    filter(next: readonly FilterToken[]): void {
      setParams(before => withValue(withTokens(before, next), 'page', '', ''), { replace: true });
    },
    sort(next: string): void {
      setParams(before => withValue(before, 'sort', next, initialSorting), { replace: true });
    },
    turnTo(next: number): void {
      setParams(before => withValue(before, 'page', String(next), '1'));
    },
  };
}
