import { type FilterToken, tokenText } from '../../../url/filters';
import { durationMinutes } from '../../../url/range';
import type { SeenEvent } from '../../../widgets/events/seenEvent';

/** A look at the event history that an event suggests. */
export interface Related {
  id: string;
  text: string;
  /** What it is about, such as the name of the user. */
  about: string;
  /** A page below account and Region. */
  path: string;
}

const RANGES = ['P1D', 'P7D', 'P30D', 'P90D'];
const MINUTE_MS = 60_000;
const AROUND_MS = 5 * MINUTE_MS;

/** Other events of the same user, key, address, resource, error, request, and those around it. */
export function relatedTo(event: SeenEvent, now: Date): Related[] {
  const { record } = event;
  const range = rangeBackTo(event.at, now);
  const resource = event.repository || event.resources[0]?.name || '';
  const links: [string, string, string, string][] = [
    ['user', 'Same user', 'Username', event.username],
    ['key', 'Same access key', 'AccessKeyId', record.userIdentity?.accessKeyId ?? ''],
    ['address', 'Same address', 'SourceIP', record.sourceIPAddress ?? ''],
    ['resource', 'Same resource', 'ResourceName', resource],
    ['error', 'Same error', 'ErrorCode', record.errorCode ?? ''],
    ['request', 'Same request', 'RequestId', record.requestID ?? ''],
    ['shared', 'Same shared event', 'SharedEventId', record.sharedEventID ?? ''],
  ];
  const related = links
    .filter(([, , , value]) => value !== '')
    .map(([id, text, property, value]) => ({
      id,
      text,
      about: value,
      path: historyPath([{ property, operator: '=', value }], { range }),
    }));
  return [...related, around(event)];
}

/** The address of the event history with this filter. */
export function historyPath(
  tokens: readonly FilterToken[],
  rest: Record<string, string> = {},
): string {
  const params = new URLSearchParams(rest);
  for (const token of tokens) params.append('f', tokenText(token));
  return `cloudtrail/events?${params}`;
}

/** The shortest range offered, of a day or more, that reaches back to an instant. */
export function rangeBackTo(at: Date, now: Date): string {
  const minutes = (now.getTime() - at.getTime()) / MINUTE_MS;
  return RANGES.find(range => (durationMinutes(range) ?? 0) > minutes) ?? 'P90D';
}

function around({ at }: SeenEvent): Related {
  const word = (ms: number) => new Date(ms).toISOString().replace('.000Z', 'Z');
  const from = word(at.getTime() - AROUND_MS);
  const to = word(at.getTime() + AROUND_MS);
  return {
    id: 'around',
    text: '5 minutes around',
    about: '',
    path: historyPath([], { from, to }),
  };
}
