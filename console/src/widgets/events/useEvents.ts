import type {
  Event,
  LookupAttributeKey,
  LookupEventsRequest,
  LookupEventsResponse,
} from '@aws-sdk/client-cloudtrail';
import { useMemo } from 'react';
import { lookupEvents } from '../../api/cloudtrail';
import { type Paging, type Reading, useAllPages } from '../../api/query';
import { type SeenEvent, seenEvent } from './seenEvent';

const PAGE_EVENTS = 50;
const NONE: readonly SeenEvent[] = [];

/** LookupEvents, `pages` times 50 of the newest. */
export function eventsPaging(
  pages: number,
): Paging<LookupEventsRequest, LookupEventsResponse, Event> {
  return {
    items: page => page.Events,
    token: page => page.NextToken,
    withToken: (input, NextToken) => ({ ...input, NextToken }),
    pagesMax: pages,
  };
}

export interface Events {
  events: readonly SeenEvent[];
  /** There are older ones. */
  more: boolean;
  reading: Reading<unknown>;
}

/** The newest events that have one attribute; none are read while `value` is empty. */
export function useEvents(
  key: LookupAttributeKey,
  value: string,
  pages: number,
  options: { every?: number | false; shown?: boolean } = {},
): Events {
  const input: LookupEventsRequest = {
    LookupAttributes: [{ AttributeKey: key, AttributeValue: value }],
    MaxResults: PAGE_EVENTS,
  };
  const paging = useMemo(() => eventsPaging(pages), [pages]);
  const reading = useAllPages(lookupEvents, paging, value === '' ? null : input, options);
  const items = reading.data?.items;
  const events = useMemo(() => items?.map(seenEvent) ?? NONE, [items]);
  return { events, more: reading.data?.more ?? false, reading };
}
