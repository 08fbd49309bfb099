/** Days that events can be kept for (PutRetentionPolicy); 0 stands for ever. */
export const RETENTION_DAYS: readonly number[] = [
  0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
  3288, 3653,
];

const DAYS_PER_YEAR = 365;

/** `365` → `1 year`. */
export function retentionText(days: number | undefined): string {
  if (!days) return 'Never expires';
  if (days === 1) return '1 day';
  const years = Math.round(days / DAYS_PER_YEAR);
  // Leap days: 3653 days are ten years.
  const whole = years > 0 && Math.abs(days - years * DAYS_PER_YEAR) <= years / 4 + 1;
  if (!whole) return `${days} days`;
  return years === 1 ? '1 year' : `${years} years`;
}
