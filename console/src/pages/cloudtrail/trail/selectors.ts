import type {
  AdvancedEventSelector,
  EventSelector,
  GetEventSelectorsResponse,
} from '@aws-sdk/client-cloudtrail';

/** What a trail logs, one sentence for each selector. */
export function selectorSentences(answer: GetEventSelectorsResponse): string[] {
  return [
    ...(answer.EventSelectors ?? []).flatMap(basicSentences),
    ...(answer.AdvancedEventSelectors ?? []).map(advancedSentence),
  ];
}

const WHICH: Record<string, string> = {
  All: 'Read and write',
  ReadOnly: 'Read',
  WriteOnly: 'Write',
};

function basicSentences(selector: EventSelector): string[] {
  const which = WHICH[selector.ReadWriteType ?? 'All'];
  const excluded = selector.ExcludeManagementEventSources ?? [];
  const without = excluded.length > 0 ? `, without those of ${excluded.join(', ')}` : '';
  const management =
    selector.IncludeManagementEvents === false ? [] : [`Management events: ${which}${without}`];
  const data = (selector.DataResources ?? []).map(
    ({ Type, Values = [] }) => `Data events of ${Type}: ${which}, ${Values.join(', ')}`,
  );
  return [...management, ...data];
}

function advancedSentence({ Name, FieldSelectors = [] }: AdvancedEventSelector): string {
  const conditions = FieldSelectors.flatMap(({ Field, ...operators }) =>
    Object.entries(operators)
      .filter(([, values]) => Array.isArray(values) && values.length > 0)
      .map(([operator, values]) => `${Field} ${operator} ${(values as string[]).join(', ')}`),
  );
  const text = conditions.join('; ');
  return Name ? `${Name}: ${text}` : text;
}
