import type {
  AdvancedEventSelector,
  AdvancedFieldSelector,
  EventSelector,
} from '@aws-sdk/client-cloudtrail';
import {
  CATEGORY_FIELD,
  type Category,
  FIELDS,
  fieldOf,
  isCategory,
  OBJECTS,
  OPERATORS,
  type Operator,
} from './fields';

/**
 * A row of the form; the API has one entry for each field, with all its operators. A value that is
 * being typed may be empty: it counts for nothing.
 */
export interface Condition {
  field: string;
  operator: Operator;
  values: readonly string[];
}

/** An advanced event selector as the form has it. */
export interface SelectorDraft {
  name: string;
  category: Category;
  conditions: readonly Condition[];
}

const EVERYTHING = /^arn:aws:(s3(:::)?|lambda|dynamodb)$/;

/** A selector of a category with what it cannot be without. */
export function emptySelector(category: Category, name = ''): SelectorDraft {
  const required = FIELDS[category].filter(field => field.required);
  return {
    name,
    category,
    conditions: required.map(field => ({
      field: field.name,
      operator: 'Equals',
      values: field.name === 'resources.type' ? [OBJECTS] : [],
    })),
  };
}

/** The selector for another category; conditions stay as far as that one has them. */
export function inCategory(selector: SelectorDraft, category: Category): SelectorDraft {
  const { name, conditions } = emptySelector(category, selector.name);
  const kept = selector.conditions.filter(({ field, operator }) => {
    const known = fieldOf(category, field);
    return known?.operators.includes(operator) && !known.required;
  });
  return { name, category, conditions: [...conditions, ...kept] };
}

/** A new row: the first field that has none yet. */
export function nextCondition({ category, conditions }: SelectorDraft): Condition {
  const [first] = FIELDS[category];
  const free = FIELDS[category].find(({ name }) => conditions.every(({ field }) => field !== name));
  return onField(category, (free ?? first)?.name ?? '');
}

/** A row that begins with a field; where only one operator or value fits, it is chosen. */
export function onField(category: Category, name: string): Condition {
  const field = fieldOf(category, name);
  const [only, second] = field?.values ?? [];
  const values = only !== undefined && second === undefined ? [only] : [];
  return { field: name, operator: field?.operators[0] ?? 'Equals', values };
}

export function selectorOf({ name, category, conditions }: SelectorDraft): AdvancedEventSelector {
  const fields = [...new Set(conditions.map(({ field }) => field))];
  const own = fields.map(field => fieldSelector(field, conditions));
  return {
    ...(name.trim() === '' ? {} : { Name: name.trim() }),
    FieldSelectors: [{ Field: CATEGORY_FIELD, Equals: [category] }, ...own],
  };
}

/** Selectors for the form; null when one of them has no category that it could be shown under. */
export function draftsOf(selectors: readonly AdvancedEventSelector[]): SelectorDraft[] | null {
  const drafts = selectors.map(draftOf);
  return drafts.every(draft => draft !== null) ? drafts : null;
}

/** Advanced selectors that mean what basic ones do. */
export function draftsOfBasic(selectors: readonly EventSelector[]): SelectorDraft[] {
  return selectors.flatMap(selector => {
    const reading = readOnlyConditions(selector.ReadWriteType);
    const excluded = selector.ExcludeManagementEventSources ?? [];
    const management: SelectorDraft = {
      name: '',
      category: 'Management',
      conditions: [
        ...reading,
        ...(excluded.length === 0
          ? []
          : [{ field: 'eventSource', operator: 'NotEquals' as const, values: excluded }]),
      ],
    };
    const data = (selector.DataResources ?? [])
      .filter(({ Values = [] }) => Values.length > 0)
      .map(({ Type = '', Values = [] }) => ofResources(Type, Values, reading));
    return selector.IncludeManagementEvents === false ? data : [management, ...data];
  });
}

/** Objects are named by the beginnings of their ARNs, other resources by whole ARNs. */
function ofResources(
  type: string,
  arns: readonly string[],
  reading: readonly Condition[],
): SelectorDraft {
  const operator = type === OBJECTS ? 'StartsWith' : 'Equals';
  const all = arns.some(arn => EVERYTHING.test(arn));
  return {
    name: '',
    category: 'Data',
    conditions: [
      { field: 'resources.type', operator: 'Equals', values: [type] },
      ...(all ? [] : [{ field: 'resources.ARN', operator, values: arns } as const]),
      ...reading,
    ],
  };
}

function readOnlyConditions(which: string | undefined): Condition[] {
  if (which !== 'ReadOnly' && which !== 'WriteOnly') return [];
  return [{ field: 'readOnly', operator: 'Equals', values: [String(which === 'ReadOnly')] }];
}

function fieldSelector(field: string, conditions: readonly Condition[]): AdvancedFieldSelector {
  const selector: AdvancedFieldSelector = { Field: field };
  for (const { operator, values } of conditions.filter(one => one.field === field)) {
    const given = values.map(value => value.trim()).filter(value => value !== '');
    if (given.length > 0) selector[operator] = [...(selector[operator] ?? []), ...given];
  }
  return selector;
}

function draftOf({ Name = '', FieldSelectors = [] }: AdvancedEventSelector): SelectorDraft | null {
  const named = FieldSelectors.find(({ Field }) => Field === CATEGORY_FIELD);
  const [category] = named?.Equals ?? [];
  if (!isCategory(category)) return null;
  const conditions = FieldSelectors.filter(one => one !== named).flatMap(rowsOf);
  return { name: Name, category, conditions };
}

function rowsOf(selector: AdvancedFieldSelector): Condition[] {
  return OPERATORS.flatMap(operator => {
    const values = selector[operator] ?? [];
    return values.length === 0 ? [] : [{ field: selector.Field ?? '', operator, values }];
  });
}
