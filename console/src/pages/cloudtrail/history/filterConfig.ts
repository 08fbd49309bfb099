import type { PropertyFilterProps } from '@cloudscape-design/components/property-filter';
import type { SeenEvent } from '../../../widgets/events/seenEvent';
import { FIELDS } from './fields';
import { EVENT_NAMES, EVENT_SOURCES } from './known';

const VALUES_MAX = 200;
/** Too many different values to be worth offering. */
const NOT_OFFERED = new Set(['EventId', 'RequestId', 'SharedEventId', 'ErrorMessage']);

export const GROUPS: PropertyFilterProps.GroupText[] = [
  { group: 'record', properties: 'Record fields', values: 'Record field values' },
];

export const PROPERTIES: PropertyFilterProps.FilteringProperty[] = FIELDS.map(
  ({ id, heading, attribute }) => ({
    key: id,
    propertyLabel: heading,
    groupValuesLabel: `${heading} values`,
    operators: ['=', '!=', ':', '!:', '^', '!^'],
    defaultOperator: '=',
    ...(attribute === undefined ? { group: 'record' } : {}),
  }),
);

/** Values that are known, and those that were seen. */
export function offeredValues(events: readonly SeenEvent[]): PropertyFilterProps.FilteringOption[] {
  return FIELDS.filter(({ id }) => !NOT_OFFERED.has(id)).flatMap(({ id, values }) => {
    const offered = new Set<string>(KNOWN[id] ?? []);
    for (const event of events) {
      for (const value of values(event)) if (offered.size < VALUES_MAX) offered.add(value);
    }
    return [...offered].map(value => ({ propertyKey: id, value }));
  });
}

const KNOWN: Record<string, readonly string[]> = {
  EventSource: EVENT_SOURCES,
  EventName: EVENT_NAMES,
  ReadOnly: ['true', 'false'],
  MFA: ['true', 'false'],
  Result: ['OK', 'Error'],
};
