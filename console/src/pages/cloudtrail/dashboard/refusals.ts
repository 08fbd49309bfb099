import type { SeenEvent } from '../../../widgets/events/seenEvent';

/** How often somebody was refused the same thing for the same reason. */
export interface RefusalCount {
  key: string;
  user: string;
  username: string;
  name: string;
  error: string;
  count: number;
}

/** Counts refusals by user, event and error; the most frequent come first. */
export function refusalCounts(events: readonly SeenEvent[]): RefusalCount[] {
  const counts = new Map<string, RefusalCount>();
  for (const { user, username, name, record } of events) {
    const error = record.errorCode;
    if (error === undefined) continue;
    const key = JSON.stringify([user, name, error]);
    const before = counts.get(key)?.count ?? 0;
    counts.set(key, { key, user, username, name, error, count: before + 1 });
  }
  return [...counts.values()].sort((a, b) => b.count - a.count);
}
