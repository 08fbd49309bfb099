import { clientText, isPull, type SeenEvent } from '../../../widgets/events/seenEvent';

/** Someone who pulls, from one address with one client. */
export interface Puller {
  key: string;
  user: string;
  address: string;
  client: string;
  pulls: number;
  last: Date;
}

/** Counts pulls by who, where from and what with; who pulled last comes first. */
export function pullersOf(events: readonly SeenEvent[]): Puller[] {
  const pullers = new Map<string, Puller>();
  for (const event of events.filter(isPull)) {
    const address = event.record.sourceIPAddress ?? '';
    const client = clientText(event.record.userAgent);
    const key = JSON.stringify([event.user, address, client]);
    const before = pullers.get(key);
    const last = before !== undefined && before.last > event.at ? before.last : event.at;
    pullers.set(key, {
      key,
      user: event.user,
      address,
      client,
      pulls: (before?.pulls ?? 0) + 1,
      last,
    });
  }
  return [...pullers.values()].sort((a, b) => b.last.getTime() - a.last.getTime());
}
