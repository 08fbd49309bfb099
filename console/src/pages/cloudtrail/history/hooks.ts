import type { Event, LookupEventsRequest, LookupEventsResponse } from '@aws-sdk/client-cloudtrail';
import { useEffect, useMemo, useState } from 'react';
import { useSearchParams } from 'react-router';
import { lookupEvents } from '../../../api/cloudtrail';
import { usePagesOnDemand } from '../../../api/pagesOnDemand';
import { type FilterToken, tokensOf, withTokens } from '../../../url/filters';
import { type Range, spanOf } from '../../../url/range';
import { useQueryState } from '../../../url/state';
import { isConsoleRead, type SeenEvent, seenEvent } from '../../../widgets/events/seenEvent';
import { eventsPaging } from '../../../widgets/events/useEvents';
import { useRange } from '../../../widgets/RangePicker';
import { type LookupPlan, lookupPlan } from './lookup';
import { matches } from './matching';

const RANGE_INITIAL = 'PT3H';
const PAGE_EVENTS = 50;
/** Pages read without being asked again, while nothing or too little matches. */
const PAGES_PER_STEP = 20;
const paging = eventsPaging(PAGES_PER_STEP);

export type History = ReturnType<typeof useHistory>;

/** The events of the filter and range in the address, as far as `rowsWanted` needs them. */
export function useHistory(rowsWanted: number) {
  const [tokens, filter] = useTokens();
  const [range, chooseRange] = useRange(RANGE_INITIAL);
  const [reads, setReads] = useQueryState('reads', 'hide');
  const plan = useMemo(() => lookupPlan(tokens), [tokens]);
  const { input, restart } = useLookupInput(plan, range);
  const list = usePagesOnDemand<LookupEventsRequest, LookupEventsResponse, Event>(
    lookupEvents,
    paging,
    input,
  );
  const events = useMemo(() => list.items.map(seenEvent), [list.items]);
  const view = useMemo(
    () => viewOf(events, plan.narrowing, reads === 'show'),
    [events, plan, reads],
  );
  const [allowed, allowMore] = useAllowance(input);
  const lacking = view.shown.length < rowsWanted && list.more && list.reading.failure === null;
  const mayRead = lacking && list.pagesRead < allowed;
  const { readMore } = list;
  useEffect(() => {
    if (mayRead && !list.reading.reading) readMore();
  }, [mayRead, list.reading.reading, readMore]);
  return {
    ...view,
    tokens,
    filter,
    range,
    chooseRange,
    readsShown: reads === 'show',
    showReads: (show: boolean) => setReads(show ? 'show' : 'hide'),
    plan,
    input,
    events,
    more: list.more,
    searching: mayRead || list.reading.reading,
    /** The bound is reached and not enough was found. */
    stopped: lacking && !mayRead && list.pagesRead > 0,
    goOn: allowMore,
    reading: list.reading,
    refresh: restart,
  };
}

/** What of the loaded events matches, and how many reads by consoles are folded away. */
export function viewOf(
  events: readonly SeenEvent[],
  narrowing: readonly FilterToken[],
  readsShown: boolean,
): { shown: readonly SeenEvent[]; folded: number } {
  const matching = events.filter(event => narrowing.every(token => matches(event, token)));
  if (readsShown) return { shown: matching, folded: 0 };
  const shown = matching.filter(event => !isConsoleRead(event));
  return { shown, folded: matching.length - shown.length };
}

function useTokens(): [readonly FilterToken[], (tokens: readonly FilterToken[]) => void] {
  const [params, setParams] = useSearchParams();
  const text = params.getAll('f').join('\n');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text stands for the parameters
  const tokens = useMemo(() => tokensOf(params), [text]);
  const filter = (next: readonly FilterToken[]) =>
    setParams(
      before => {
        const after = withTokens(before, next);
        after.delete('page');
        return after;
      },
      { replace: true },
    );
  return [tokens, filter];
}

/** The request; a relative range is counted from when the page was opened or read again. */
function useLookupInput({ attribute }: LookupPlan, range: Range) {
  const [now, setNow] = useState(Date.now);
  const rangeKey = JSON.stringify(range);
  const attributeKey = JSON.stringify(attribute);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the texts stand for the objects
  const input = useMemo((): LookupEventsRequest => {
    const { from, to } = spanOf(range, now);
    return {
      ...(attribute === null ? {} : { LookupAttributes: [attribute] }),
      StartTime: wholeSecond(from),
      ...(to === undefined ? {} : { EndTime: wholeSecond(to) }),
      MaxResults: PAGE_EVENTS,
    };
  }, [rangeKey, attributeKey, now]);
  return { input, restart: () => setNow(Date.now()) };
}

function useAllowance(input: object): [number, () => void] {
  const [state, setState] = useState({ input, pages: PAGES_PER_STEP });
  const current = state.input === input ? state.pages : PAGES_PER_STEP;
  return [current, () => setState({ input, pages: current + PAGES_PER_STEP })];
}

function wholeSecond(instant: Date): Date {
  return new Date(Math.floor(instant.getTime() / 1000) * 1000);
}
