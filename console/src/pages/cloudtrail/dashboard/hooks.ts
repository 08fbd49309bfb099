import type { LookupEventsRequest } from '@aws-sdk/client-cloudtrail';
import { useMemo, useState } from 'react';
import { lookupEvents } from '../../../api/cloudtrail';
import { useAllPages } from '../../../api/query';
import { seenEvent } from '../../../widgets/events/seenEvent';
import { type Events, eventsPaging, useEvents } from '../../../widgets/events/useEvents';

const DAY_MS = 86_400_000;
const PAGES_MAX = 6;
const paging = eventsPaging(PAGES_MAX);

/** The newest events of the last day. */
export function useDay(): Events {
  const [since] = useState(() => new Date(Math.floor((Date.now() - DAY_MS) / 1000) * 1000));
  const input: LookupEventsRequest = { StartTime: since };
  const reading = useAllPages(lookupEvents, paging, input);
  const items = reading.data?.items;
  const events = useMemo(() => items?.map(seenEvent) ?? [], [items]);
  return { events, more: reading.data?.more ?? false, reading };
}

export function useSignIns(): Events {
  return useEvents('EventName', 'ConsoleLogin', 1);
}
