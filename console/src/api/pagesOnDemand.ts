import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useScope } from '../url/scope';
import type { Failure } from './failure';
import type { Operation } from './operation';
import { type Paging, type Reading, useShownCall } from './query';

/** What has been read of a long list so far. */
export interface GrowingList<Item> {
  items: readonly Item[];
  /** There is more, which `readMore` brings. */
  more: boolean;
  readMore: () => void;
  readingMore: boolean;
  pagesRead: number;
  reading: Reading<unknown>;
}

/** Reads the first page of a list, and one more whenever it is asked to. */
export function usePagesOnDemand<Input extends object, Output, Item>(
  operation: Operation<Input, Output>,
  paging: Omit<Paging<Input, Output, Item>, 'pagesMax'>,
  input: Input | null,
  options: { shown?: boolean } = {},
): GrowingList<Item> {
  const { region } = useScope();
  useShownCall(operation.service, operation.name, options.shown === false ? null : input);
  const query = useInfiniteQuery<
    Output,
    Failure,
    { pages: Output[] },
    readonly unknown[],
    string | undefined
  >({
    queryKey: [operation.service, operation.name, region, 'growing', input],
    queryFn: ({ pageParam, signal }) => {
      const asked = input as Input;
      const next = pageParam === undefined ? asked : paging.withToken(asked, pageParam);
      return operation.run(next, region, signal);
    },
    initialPageParam: undefined,
    getNextPageParam: page => paging.token(page) || undefined,
    enabled: input !== null,
  });
  const pages = query.data?.pages;
  const items = useMemo(
    () => pages?.flatMap(page => [...(paging.items(page) ?? [])]) ?? [],
    [pages, paging],
  );
  return {
    items,
    more: query.hasNextPage,
    readMore: query.fetchNextPage,
    readingMore: query.isFetchingNextPage,
    pagesRead: pages?.length ?? 0,
    reading: {
      data: query.data,
      failure: query.error,
      loading: query.isPending && query.isFetching,
      reading: query.isFetching,
      readAt: query.dataUpdatedAt,
      read: query.refetch,
    },
  };
}
