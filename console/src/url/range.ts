/** Time ranges in the address: `range=PT3H`, or two instants as `from` and `to`. */

export type Range =
  | { kind: 'relative'; duration: string }
  | { kind: 'absolute'; from: Date; to: Date };

const DURATION = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/;
const MINUTE_MS = 60_000;
const HOUR_MINUTES = 60;
const DAY_MINUTES = 1440;

/** `PT3H` → its minutes; null when it is no duration. */
export function durationMinutes(duration: string): number | null {
  const found = DURATION.exec(duration);
  if (found === null) return null;
  const [, days = '0', hours = '0', minutes = '0'] = found;
  const total = Number(days) * DAY_MINUTES + Number(hours) * HOUR_MINUTES + Number(minutes);
  return total > 0 ? total : null;
}

/** Minutes → the duration that says it in the largest unit that fits: `P7D`, `PT3H`, `PT90M`. */
export function durationOf(minutes: number): string {
  if (minutes % DAY_MINUTES === 0) return `P${minutes / DAY_MINUTES}D`;
  if (minutes % HOUR_MINUTES === 0) return `PT${minutes / HOUR_MINUTES}H`;
  return `PT${minutes}M`;
}

/** `PT3H` → `last 3 hours`. */
export function rangeText(range: Range): string {
  if (range.kind === 'absolute') {
    return `${range.from.toISOString().slice(0, 19)}Z to ${range.to.toISOString().slice(0, 19)}Z`;
  }
  const minutes = durationMinutes(range.duration) ?? 0;
  const [count, unit] = counted(minutes);
  return count === 1 ? `last ${unit}` : `last ${count} ${unit}s`;
}

function counted(minutes: number): [number, string] {
  if (minutes % DAY_MINUTES === 0) return [minutes / DAY_MINUTES, 'day'];
  if (minutes % HOUR_MINUTES === 0) return [minutes / HOUR_MINUTES, 'hour'];
  return [minutes, 'minute'];
}

/** The range in the parameters; `initial`, a duration, when there is none or it is not one. */
export function rangeOf(params: URLSearchParams, initial: string): Range {
  const from = new Date(params.get('from') ?? '');
  const to = new Date(params.get('to') ?? '');
  if (!Number.isNaN(from.getTime()) && !Number.isNaN(to.getTime()) && from <= to) {
    return { kind: 'absolute', from, to };
  }
  const duration = params.get('range') ?? '';
  return { kind: 'relative', duration: durationMinutes(duration) === null ? initial : duration };
}

/** Returns the parameters with this range in place of the one they had. */
export function withRange(before: URLSearchParams, range: Range, initial: string): URLSearchParams {
  const next = new URLSearchParams(before);
  for (const name of ['range', 'from', 'to']) next.delete(name);
  if (range.kind === 'absolute') {
    next.set('from', instantWord(range.from));
    next.set('to', instantWord(range.to));
  } else if (range.duration !== initial) {
    next.set('range', range.duration);
  }
  return next;
}

/** First and last instant of a range; the last of a relative one is left open. */
export function spanOf(range: Range, now: number): { from: Date; to?: Date } {
  if (range.kind === 'absolute') return { from: range.from, to: range.to };
  return { from: new Date(now - (durationMinutes(range.duration) ?? 0) * MINUTE_MS) };
}

function instantWord(instant: Date): string {
  return instant.toISOString().replace('.000Z', 'Z');
}
