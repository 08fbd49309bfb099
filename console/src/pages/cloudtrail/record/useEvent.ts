import { useMemo } from 'react';
import { lookupEvents } from '../../../api/cloudtrail';
import { type Reading, useCall } from '../../../api/query';
import { type SeenEvent, seenEvent } from '../../../widgets/events/seenEvent';

/** One event by its id; nothing is read for an empty one. */
export function useEvent(id: string): { event: SeenEvent | undefined; reading: Reading<unknown> } {
  const input = { LookupAttributes: [{ AttributeKey: 'EventId' as const, AttributeValue: id }] };
  const reading = useCall(lookupEvents, id === '' ? null : input);
  const found = reading.data?.Events?.[0];
  const event = useMemo(() => (found === undefined ? undefined : seenEvent(found)), [found]);
  return { event, reading };
}
