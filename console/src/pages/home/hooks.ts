import { useMemo } from 'react';
import type { Reading } from '../../api/query';
import { usePolling } from '../../shell/awake';
import { isAction, isPull, isRefusal, type SeenEvent } from '../../widgets/events/seenEvent';
import { useEvents } from '../../widgets/events/useEvents';

const EVERY_MS = 30_000;
const NEWEST_MAX = 20;

/** What the registry's newest events say; polled while somebody looks. */
export interface Happening {
  pushes: readonly SeenEvent[];
  pulls: readonly SeenEvent[];
  refusals: readonly SeenEvent[];
  newest: readonly SeenEvent[];
  /** Nothing has ever been pushed, as far as the history goes. */
  empty: boolean;
  reading: Reading<unknown>;
  paused: boolean;
  resume: () => void;
}

export function useHappening(): Happening {
  const { every, resume } = usePolling(EVERY_MS);
  // A history of layer calls alone would hide pushes and pulls, so these are asked for by name.
  const put = useEvents('EventName', 'PutImage', 1, { every });
  const got = useEvents('EventName', 'BatchGetImage', 1, { every });
  const all = useEvents('EventSource', 'ecr.amazonaws.com', 1, { every });
  const events = useMemo(
    () => newestFirst([...put.events, ...got.events, ...all.events]),
    [put.events, got.events, all.events],
  );
  const done = (event: SeenEvent) => event.record.errorCode === undefined;
  return {
    pushes: events.filter(event => event.name === 'PutImage' && done(event)),
    pulls: events.filter(isPull),
    refusals: events.filter(isRefusal),
    newest: events.filter(isAction).slice(0, NEWEST_MAX),
    empty: put.reading.data !== undefined && put.events.length === 0,
    reading: all.reading,
    paused: every === false,
    resume,
  };
}

/** Every event once, newest first. */
export function newestFirst(events: readonly SeenEvent[]): SeenEvent[] {
  const once = new Map(events.map(event => [event.id, event]));
  return [...once.values()].sort((a, b) => b.at.getTime() - a.at.getTime());
}
