import { useCallback, useEffect, useRef, useState } from 'react';
import { type Failure, wasAborted } from '../../../api/failure';
import { useShownCall } from '../../../api/query';
import { useScope } from '../../../url/scope';
import { type Direction, firstRequest, readStretch, type Stretch } from './reader';
import type { Wanted } from './wanted';

/** More lines than this make a page slow. */
export const LINES_MAX = 5_000;

export interface Lines extends Stretch {
  reading: Direction | null;
  failure: Failure | null;
  /** The newest end was asked for more, and there was none. */
  upToDate: boolean;
}

const NONE: Lines = {
  lines: [],
  older: null,
  newer: null,
  reading: 'first',
  failure: null,
  upToDate: false,
};

/** The events that are wanted, and how to read on at both ends. */
export function useLines(wanted: Wanted) {
  const { region } = useScope();
  const [now, setNow] = useState(Date.now);
  const [state, setState] = useState<Lines>(NONE);
  const abort = useRef<AbortController | null>(null);
  const key = JSON.stringify([wanted, now, region]);
  const first = firstRequest(wanted, now);
  useShownCall(first.service, first.operation, wanted.group === '' ? null : first.input);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for what is wanted
  const read = useCallback(
    async (direction: Direction, token: string | null) => {
      const { signal } = abort.current ?? new AbortController();
      setState(before => ({ ...before, reading: direction, failure: null }));
      try {
        const more = await readStretch(wanted, now, direction, token, region, signal);
        if (!signal.aborted) setState(before => joined(before, more, direction));
      } catch (error) {
        if (wasAborted(error)) return;
        setState(before => ({ ...before, reading: null, failure: error as Failure }));
      }
    },
    [key],
  );

  useEffect(() => {
    abort.current = new AbortController();
    setState(NONE);
    read('first', null);
    return () => abort.current?.abort();
  }, [read]);

  return {
    ...state,
    readOlder: () => read('older', state.older),
    readNewer: () => read('newer', state.newer),
    refresh: () => setNow(Date.now()),
  };
}

function joined(before: Lines, more: Stretch, direction: Direction): Lines {
  const done = { reading: null, failure: null };
  if (direction === 'older') {
    return { ...before, ...done, lines: [...more.lines, ...before.lines], older: more.older };
  }
  return {
    ...done,
    lines: [...before.lines, ...more.lines],
    older: direction === 'first' ? more.older : before.older,
    newer: more.newer,
    upToDate: direction === 'newer' && more.lines.length === 0,
  };
}
