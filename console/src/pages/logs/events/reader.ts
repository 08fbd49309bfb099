import { filterLogEvents, getLogEvents } from '../../../api/logs';
import { spanOf } from '../../../url/range';
import { type SeenLine, seenLine } from './seenLine';
import { isOneStream, type Wanted } from './wanted';

/** A stretch of events, in the order of time, with how to go on at its ends. */
export interface Stretch {
  lines: readonly SeenLine[];
  /** Tokens; null where there is nothing more. */
  older: string | null;
  newer: string | null;
}

export type Direction = 'first' | 'older' | 'newer';

export interface Request {
  service: 'logs';
  operation: 'GetLogEvents' | 'FilterLogEvents';
  input: ReturnType<typeof streamInput> | ReturnType<typeof searchInput>;
}

const PAGE_EVENTS = 500;
/** Pages without a match that a search goes through by itself. */
const EMPTY_PAGES_MAX = 10;

/** The first call, as the command line shows it. */
export function firstRequest(wanted: Wanted, now: number): Request {
  if (isOneStream(wanted)) {
    return { service: 'logs', operation: 'GetLogEvents', input: streamInput(wanted, now) };
  }
  return { service: 'logs', operation: 'FilterLogEvents', input: searchInput(wanted, now) };
}

export async function readStretch(
  wanted: Wanted,
  now: number,
  direction: Direction,
  token: string | null,
  region: string,
  signal: AbortSignal,
): Promise<Stretch> {
  if (isOneStream(wanted)) return readStream(wanted, now, direction, token, region, signal);
  return search(wanted, now, token, region, signal);
}

async function readStream(
  wanted: Wanted,
  now: number,
  direction: Direction,
  token: string | null,
  region: string,
  signal: AbortSignal,
): Promise<Stretch> {
  const input = streamInput(wanted, now);
  const answer = await getLogEvents.run(
    token === null ? input : { ...input, nextToken: token },
    region,
    signal,
  );
  const { events = [], nextBackwardToken, nextForwardToken } = answer;
  const part = nextForwardToken ?? '';
  const lines = events.map((event, index) =>
    seenLine(event, `${part} ${index}`, input.logStreamName),
  );
  // The service gives the same token back where there is nothing more.
  const ended = direction === 'older' && nextBackwardToken === token;
  return {
    lines,
    older: ended || events.length === 0 ? null : (nextBackwardToken ?? null),
    newer: nextForwardToken ?? null,
  };
}

async function search(
  wanted: Wanted,
  now: number,
  token: string | null,
  region: string,
  signal: AbortSignal,
): Promise<Stretch> {
  const input = searchInput(wanted, now);
  let next = token;
  for (let page = 1; ; page++) {
    const answer = await filterLogEvents.run(
      next === null ? input : { ...input, nextToken: next },
      region,
      signal,
    );
    const lines = (answer.events ?? []).map(event =>
      seenLine(event, event.eventId ?? '', event.logStreamName ?? ''),
    );
    next = answer.nextToken ?? null;
    if (lines.length > 0 || next === null || page >= EMPTY_PAGES_MAX) {
      return { lines, older: null, newer: next };
    }
  }
}

function streamInput({ group, streams, range }: Wanted, now: number) {
  const { from, to } = spanOf(range, now);
  return {
    logGroupName: group,
    logStreamName: streams[0] ?? '',
    startTime: from.getTime(),
    ...(to === undefined ? {} : { endTime: to.getTime() }),
    limit: PAGE_EVENTS,
  };
}

function searchInput({ group, streams, filter, range }: Wanted, now: number) {
  const { from, to } = spanOf(range, now);
  return {
    logGroupName: group,
    ...(streams.length === 0 ? {} : { logStreamNames: [...streams] }),
    ...(filter === '' ? {} : { filterPattern: filter }),
    startTime: from.getTime(),
    ...(to === undefined ? {} : { endTime: to.getTime() }),
    limit: PAGE_EVENTS,
  };
}
