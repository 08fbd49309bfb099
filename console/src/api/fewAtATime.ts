/** Does work, now or when its turn comes; what was aborted by then is not begun. */
export type InTurn = <Result>(work: () => Promise<Result>, signal?: AbortSignal) => Promise<Result>;

/** Returns a doer of work that has at most `most` under way; the rest waits in line. */
export function fewAtATime(most: number): InTurn {
  const line: (() => void)[] = [];
  let free = most;

  function leave(): void {
    const next = line.shift();
    if (next === undefined) free += 1;
    else next();
  }

  return async (work, signal) => {
    if (free > 0) free -= 1;
    else await new Promise<void>(resolve => line.push(resolve));
    try {
      signal?.throwIfAborted();
      return await work();
    } finally {
      leave();
    }
  };
}
