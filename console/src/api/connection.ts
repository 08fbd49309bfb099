/** Whether the server answers; when it does not, it is asked again until it does. */

import { type Store, store } from './store';

export interface Connection {
  /** Since when there is no answer; null while there is one. */
  lostAt: Date | null;
}

const PROBE = '/console/config.json';
const FIRST_WAIT_MS = 1_000;
const WAIT_MAX_MS = 30_000;

/** How long to wait before the next try, after so many that failed. */
export function waitMs(tries: number): number {
  return Math.min(FIRST_WAIT_MS * 2 ** tries, WAIT_MAX_MS);
}

/**
 * Watches a server. A call that got no answer raises a doubt, and `answers` is asked at once: a
 * call may also fail by itself. Without an answer it is asked again, ever more rarely.
 */
export function connectionWatch(answers: () => Promise<boolean>) {
  const state: Store<Connection> = store<Connection>({ lostAt: null });
  let asking = false;
  let tries = 0;
  let next: ReturnType<typeof setTimeout> | undefined;

  async function ask(): Promise<void> {
    if (asking) return;
    asking = true;
    clearTimeout(next);
    const there = await answers();
    asking = false;
    if (there) {
      tries = 0;
      state.set({ lostAt: null });
      return;
    }
    if (state.get().lostAt === null) state.set({ lostAt: new Date() });
    next = setTimeout(ask, waitMs(tries));
    tries += 1;
  }

  return {
    state,
    ask,
    /** A call got no answer; of no interest while that is known. */
    doubt(): void {
      if (state.get().lostAt === null) ask();
    },
    /** Calls `then` whenever the server answers again; returns how to stop that. */
    whenBack(then: () => void): () => void {
      let lost = state.get().lostAt !== null;
      return state.subscribe(() => {
        const back = lost && state.get().lostAt === null;
        lost = state.get().lostAt !== null;
        if (back) then();
      });
    },
  };
}

export const connection = connectionWatch(async () => {
  try {
    return (await fetch(PROBE, { cache: 'no-store' })).ok;
  } catch {
    return false;
  }
});
