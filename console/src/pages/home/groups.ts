import { clientText, objectText, type SeenEvent } from '../../widgets/events/seenEvent';

/** What one caller did in one repository from one address, however often. */
export interface Doing {
  key: string;
  user: string;
  /** The repository. */
  place: string;
  /** What the last call was about, in full. */
  object: string;
  address: string;
  client: string;
  error: string;
  count: number;
  last: SeenEvent;
}

/** Events by who, what and where; `events` come newest first, and so do the groups. */
export function doingsOf(events: readonly SeenEvent[], doingsMax: number): Doing[] {
  const doings = new Map<string, Doing>();
  for (const event of events) {
    const doing = {
      user: event.user,
      place: event.repository || event.name,
      address: event.record.sourceIPAddress ?? '',
      client: clientText(event.record.userAgent),
      error: event.record.errorCode ?? '',
    };
    const key = JSON.stringify(doing);
    const before = doings.get(key);
    if (before !== undefined) before.count += 1;
    else {
      const object = objectText(event) || event.name;
      doings.set(key, { ...doing, key, object, count: 1, last: event });
    }
  }
  return [...doings.values()].slice(0, doingsMax);
}
