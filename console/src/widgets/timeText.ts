export type Zone = 'local' | 'utc';

const STEPS: readonly [number, string][] = [
  [86_400, 'day'],
  [3_600, 'h'],
  [60, 'min'],
];

/** `2026-11-20 14:02:11`, in UTC or the browser's zone. */
export function instantText(instant: Date, zone: Zone): string {
  const shift = zone === 'utc' ? 0 : instant.getTimezoneOffset() * 60_000;
  return new Date(instant.getTime() - shift).toISOString().slice(0, 19).replace('T', ' ');
}

/** The zone as column heads say it: `UTC+01:00`. */
export function zoneText(instant: Date, zone: Zone): string {
  const minutes = zone === 'utc' ? 0 : -instant.getTimezoneOffset();
  if (minutes === 0) return 'UTC';
  const size = Math.abs(minutes);
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  return `UTC${minutes < 0 ? '-' : '+'}${two(size / 60)}:${two(size % 60)}`;
}

/** `3 min ago`, `in 2 h`, `now`. */
export function agoText(instant: Date, now: Date): string {
  const seconds = (now.getTime() - instant.getTime()) / 1000;
  const size = Math.abs(seconds);
  for (const [length, unit] of STEPS) {
    if (size < length) continue;
    const count = Math.floor(size / length);
    const words = unit === 'day' && count > 1 ? `${count} days` : `${count} ${unit}`;
    return seconds > 0 ? `${words} ago` : `in ${words}`;
  }
  return 'now';
}
