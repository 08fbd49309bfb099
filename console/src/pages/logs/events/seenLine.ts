import type { Event } from '@aws-sdk/client-cloudtrail';
import { objectText, type SeenEvent, seenEvent } from '../../../widgets/events/seenEvent';

/** A log event as the page shows it. */
export interface SeenLine {
  id: string;
  at: Date;
  stream: string;
  message: string;
  /** What the message says as JSON; undefined when it is none. */
  json: object | undefined;
}

export function seenLine(
  event: { timestamp?: number; message?: string; logStreamName?: string },
  id: string,
  stream: string,
): SeenLine {
  const { timestamp = 0, message = '', logStreamName = stream } = event;
  return { id, at: new Date(timestamp), stream: logStreamName, message, json: jsonOf(message) };
}

/** The first line of a message; of a CloudTrail record: who did what to what, and the result. */
export function lineText({ message, json }: SeenLine): string {
  const event = json === undefined ? null : recordOf(json);
  if (event === null) return message.split('\n', 1)[0] ?? '';
  const { name, record } = event;
  const object = objectText(event);
  const from = record.sourceIPAddress === undefined ? '' : ` from ${record.sourceIPAddress}`;
  const about = object === '' ? '' : ` on ${object}`;
  return `${whoOf(event)} did ${name}${about}${from} → ${record.errorCode ?? 'OK'}`;
}

function recordOf(json: object): SeenEvent | null {
  const isRecord = 'eventName' in json && 'eventSource' in json && 'userIdentity' in json;
  if (!isRecord) return null;
  const event: Event = { CloudTrailEvent: JSON.stringify(json) };
  return seenEvent(event);
}

function whoOf({ user, record }: SeenEvent): string {
  const session = record.userIdentity?.principalId?.split(':')[1];
  if (user.endsWith('/') && session !== undefined) return `${user}${session}`;
  return user || (record.userIdentity?.invokedBy ?? 'AWS');
}

function jsonOf(message: string): object | undefined {
  if (!/^\s*[[{]/.test(message)) return undefined;
  try {
    const value: unknown = JSON.parse(message);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
