import { useQueries } from '@tanstack/react-query';
import { useScope } from '../url/scope';
import type { Failure } from './failure';
import type { Operation } from './operation';

/** What is known of one of several calls. */
export interface OneAnswer<Output> {
  data: Output | undefined;
  failure: Failure | null;
  reading: boolean;
}

/** Calls an operation once for each input; answers are in the order of the inputs. */
export function useEachCall<Input extends object, Output>(
  operation: Operation<Input, Output>,
  inputs: readonly Input[],
  options: { every?: number } = {},
): OneAnswer<Output>[] {
  const { region } = useScope();
  return useQueries({
    queries: inputs.map(input => ({
      queryKey: [operation.service, operation.name, region, 'one', input],
      queryFn: ({ signal }: { signal: AbortSignal }) => operation.run(input, region, signal),
      refetchInterval: options.every ?? (false as const),
    })),
    combine: answers =>
      answers.map(({ data, error, isFetching }) => ({
        data,
        failure: error as Failure | null,
        reading: isFetching,
      })),
  });
}
