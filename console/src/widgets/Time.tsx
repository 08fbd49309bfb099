import { useCallback } from 'react';
import { usePreferences } from '../shell/preferences';
import { agoText, instantText, zoneText } from './timeText';

interface Props {
  at: Date | undefined;
  /** Adds how long ago that is. */
  ago?: boolean;
}

/** An instant in the zone the user chose; the tooltip has the other one. */
export function Time({ at, ago = false }: Props) {
  const { timeZone } = usePreferences();
  if (at === undefined) return <>–</>;
  const other = timeZone === 'utc' ? 'local' : 'utc';
  return (
    <time dateTime={at.toISOString()} title={`${instantText(at, other)} ${zoneText(at, other)}`}>
      {instantText(at, timeZone)}
      {ago && ` (${agoText(at, new Date())})`}
    </time>
  );
}

/** A column's name with the zone of its times. */
export function useTimeHeading(): (name: string) => string {
  const { timeZone } = usePreferences();
  return useCallback(name => `${name} (${zoneText(new Date(), timeZone)})`, [timeZone]);
}
