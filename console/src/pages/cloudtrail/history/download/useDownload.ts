import type { LookupEventsRequest } from '@aws-sdk/client-cloudtrail';
import { useEffect, useRef, useState } from 'react';
import { lookupEvents } from '../../../../api/cloudtrail';
import { type Failure, wasAborted } from '../../../../api/failure';
import type { FilterToken } from '../../../../url/filters';
import { useScope } from '../../../../url/scope';
import { type SeenEvent, seenEvent } from '../../../../widgets/events/seenEvent';
import { viewOf } from '../hooks';

export const EVENTS_MAX = 10_000;

export interface Collected {
  events: readonly SeenEvent[];
  /** Events read so far, matching or not. */
  searched: number;
  done: boolean;
  /** The bound was reached; there are older ones. */
  cut: boolean;
  failure: Failure | null;
}

const NOTHING: Collected = { events: [], searched: 0, done: false, cut: false, failure: null };

interface Wanted {
  input: LookupEventsRequest;
  narrowing: readonly FilterToken[];
  readsShown: boolean;
}

/** Reads on through all events that match, up to a bound, for as long as it is mounted. */
export function useDownload({ input, narrowing, readsShown }: Wanted): Collected {
  const { region } = useScope();
  const [collected, setCollected] = useState<Collected>(NOTHING);
  const wanted = useRef({ input, narrowing, readsShown });

  useEffect(() => {
    const abort = new AbortController();
    collect(wanted.current, region, abort.signal, setCollected).catch(error => {
      if (wasAborted(error)) return;
      setCollected(before => ({ ...before, done: true, failure: error as Failure }));
    });
    return () => abort.abort();
  }, [region]);
  return collected;
}

async function collect(
  { input, narrowing, readsShown }: Wanted,
  region: string,
  signal: AbortSignal,
  tell: (collected: Collected) => void,
): Promise<void> {
  const events: SeenEvent[] = [];
  let searched = 0;
  let token: string | undefined;
  do {
    const next = token === undefined ? input : { ...input, NextToken: token };
    const answer = await lookupEvents.run(next, region, signal);
    const page = (answer.Events ?? []).map(seenEvent);
    searched += page.length;
    events.push(...viewOf(page, narrowing, readsShown).shown);
    token = answer.NextToken;
    tell({ ...NOTHING, events: [...events], searched });
  } while (token !== undefined && searched < EVENTS_MAX);
  tell({ ...NOTHING, events, searched, done: true, cut: token !== undefined });
}
