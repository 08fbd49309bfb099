import {
  keepPreviousData,
  type Query,
  QueryClient,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { useScope } from '../url/scope';
import { type Call, show } from './calls';
import { connection } from './connection';
import type { Failure } from './failure';
import type { Operation } from './operation';

const FRESH_MS = 10_000;

/** What was read stays; a page reads again when it is opened after a while, or told to. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // The SDK has tried three times by then.
      retry: false,
      staleTime: FRESH_MS,
      refetchOnWindowFocus: false,
      refetchIntervalInBackground: false,
      networkMode: 'always',
    },
  },
});

// What failed meanwhile is read again: at once where it is on screen, else when it comes there.
connection.whenBack(() => {
  const predicate = ({ state }: Query) => state.status === 'error';
  queryClient.removeQueries({ type: 'inactive', predicate });
  queryClient.refetchQueries({ type: 'active', predicate });
});

/** What a page knows of a call: its answer so far, whether one is under way, why there is none. */
export interface Reading<Output> {
  data: Output | undefined;
  failure: Failure | null;
  /** The first answer is under way. */
  loading: boolean;
  /** Any answer is under way. */
  reading: boolean;
  /** When the answer came, ms; 0 before that. */
  readAt: number;
  read: () => void;
}

interface ReadingOptions {
  /** ms between polls; none without it. */
  every?: number | false;
  /** Whether the CLI drawer shows this call; true without it. */
  shown?: boolean;
  /** Keep the answer to the previous input while the next one is under way. */
  keepPrevious?: boolean;
}

/** Calls an operation for what the page shows, once `input` is not null. */
export function useCall<Input extends object, Output>(
  operation: Operation<Input, Output>,
  input: Input | null,
  options: ReadingOptions = {},
): Reading<Output> {
  return useReading(
    operation,
    input,
    (given, region, signal) => operation.run(given, region, signal),
    options,
  );
}

/** How the pages of an operation hang together. */
export interface Paging<Input, Output, Item> {
  items: (page: Output) => readonly Item[] | undefined;
  token: (page: Output) => string | undefined;
  withToken: (input: Input, token: string) => Input;
  /** Pages read at most; the rest shows as `more`. */
  pagesMax: number;
}

export interface AllItems<Item> {
  items: readonly Item[];
  /** There is more than was read. */
  more: boolean;
}

/** Reads all pages of an operation up to a bound. */
export async function readPages<Input extends object, Output, Item>(
  operation: Operation<Input, Output>,
  paging: Paging<Input, Output, Item>,
  first: Input,
  region: string,
  signal?: AbortSignal,
): Promise<AllItems<Item>> {
  const items: Item[] = [];
  let input = first;
  for (let page = 0; page < paging.pagesMax; page++) {
    const answer = await operation.run(input, region, signal);
    items.push(...(paging.items(answer) ?? []));
    const token = paging.token(answer);
    if (!token) return { items, more: false };
    input = paging.withToken(first, token);
  }
  return { items, more: true };
}

/** As `useCall`, for all pages of an operation up to a bound. */
export function useAllPages<Input extends object, Output, Item>(
  operation: Operation<Input, Output>,
  paging: Paging<Input, Output, Item>,
  input: Input | null,
  options: ReadingOptions = {},
): Reading<AllItems<Item>> {
  return useReading(
    operation,
    input,
    (given, region, signal) => readPages(operation, paging, given, region, signal),
    options,
    'all',
  );
}

function useReading<Input extends object, Result>(
  operation: { service: Call['service']; name: string },
  input: Input | null,
  run: (input: Input, region: string, signal: AbortSignal) => Promise<Result>,
  options: ReadingOptions,
  way = 'one',
): Reading<Result> {
  const { region } = useScope();
  useShownCall(operation.service, operation.name, options.shown === false ? null : input);
  const query = useQuery<Result, Failure, Result>({
    queryKey: [operation.service, operation.name, region, way, input],
    queryFn: ({ signal }) => run(input as Input, region, signal),
    enabled: input !== null,
    refetchInterval: options.every ?? false,
    ...(options.keepPrevious ? { placeholderData: keepPreviousData } : {}),
  });
  return {
    data: query.data,
    failure: query.error,
    loading: query.isPending && query.isFetching,
    reading: query.isFetching,
    readAt: query.dataUpdatedAt,
    read: query.refetch,
  };
}

/** Shows a call in the CLI drawer while the component that made it is on the page. */
export function useShownCall(service: Call['service'], operation: string, input: object | null) {
  const text = input === null ? null : JSON.stringify(input);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text stands for the input
  useEffect(
    () => (input === null ? undefined : show({ service, operation, input })),
    [service, operation, text],
  );
}

/** A change: calls operations when the user asks, and tells how that goes. */
export interface Change<Args extends unknown[], Output> {
  /** Returns the answer, or undefined when it failed; `failure` then says why. */
  run: (...args: Args) => Promise<Output | undefined>;
  running: boolean;
  failure: Failure | null;
  clear: () => void;
}

/**
 * Does `work` with the page's Region on demand; afterwards what was read of `service` is stale.
 * Null as service: nothing is.
 */
export function useChange<Args extends unknown[], Output>(
  service: Call['service'] | null,
  work: (region: string, ...args: Args) => Promise<Output>,
): Change<Args, Output> {
  const { region } = useScope();
  const client = useQueryClient();
  const [running, setRunning] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const clear = useCallback(() => setFailure(null), []);

  async function run(...args: Args): Promise<Output | undefined> {
    setRunning(true);
    setFailure(null);
    try {
      const output = await work(region, ...args);
      if (service !== null) await client.invalidateQueries({ queryKey: [service] });
      return output;
    } catch (error) {
      setFailure(error as Failure);
      return undefined;
    } finally {
      setRunning(false);
    }
  }
  return { run, running, failure, clear };
}
