import { useEffect, useMemo } from 'react';
import { store, useStore } from '../api/store';

const SLEEP_AFTER_MS = 600_000;
const LOOK_EVERY_MS = 15_000;
const JITTER_SHARE = 0.1;
const INPUTS = ['pointerdown', 'keydown', 'wheel', 'pointermove'] as const;

/** Whether somebody is at this page; polls stop when nobody is. */
const awake = store(true);
let lastInputAt = Date.now();

function wake(): void {
  lastInputAt = Date.now();
  awake.set(true);
}

/**
 * The period of a page's poll with some jitter, or false while nobody is there: after ten minutes
 * without input. (A hidden page does not poll either; the query client sees to that.)
 */
export function usePolling(everyMs: number): { every: number | false; resume: () => void } {
  const here = useStore(awake);
  useEffect(() => {
    const look = setInterval(() => {
      if (Date.now() - lastInputAt > SLEEP_AFTER_MS) awake.set(false);
    }, LOOK_EVERY_MS);
    for (const input of INPUTS) window.addEventListener(input, wake, { passive: true });
    return () => {
      clearInterval(look);
      for (const input of INPUTS) window.removeEventListener(input, wake);
    };
  }, []);
  const period = useMemo(
    () => Math.round(everyMs * (1 + JITTER_SHARE * (2 * Math.random() - 1))),
    [everyMs],
  );
  return { every: here ? period : false, resume: wake };
}
