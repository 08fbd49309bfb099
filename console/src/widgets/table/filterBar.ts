import type { PropertyFilterProps } from '@cloudscape-design/components/property-filter';
import type { FilterToken } from '../../url/filters';
import type { Column } from './column';

const OPERATORS: Record<NonNullable<Column<never>['filter']>, readonly string[]> = {
  text: [':', '!:', '=', '!=', '^'],
  choice: ['=', '!='],
  number: ['>', '<', '='],
};
const VALUES_MAX = 200;

export function filteringProperties<Item>(
  columns: readonly Column<Item>[],
): PropertyFilterProps.FilteringProperty[] {
  return columns
    .filter(({ filter }) => filter !== undefined)
    .map(({ id, heading, filter = 'text' }) => ({
      key: id,
      propertyLabel: heading,
      groupValuesLabel: `${heading} values`,
      operators: OPERATORS[filter] as PropertyFilterProps.FilteringProperty['operators'] & object,
    }));
}

/** The values that occur, to choose from. */
export function filteringOptions<Item>(
  columns: readonly Column<Item>[],
  items: readonly Item[],
): PropertyFilterProps.FilteringOption[] {
  return columns.flatMap(({ id, filter, value }) => {
    if (value === undefined || (filter !== 'text' && filter !== 'choice')) return [];
    const values = new Set<string>();
    for (const item of items) {
      const text = value(item);
      if (text !== undefined && values.size < VALUES_MAX) values.add(String(text));
    }
    return [...values].sort().map(text => ({ propertyKey: id, value: text }));
  });
}

export function queryOf(tokens: readonly FilterToken[]): PropertyFilterProps.Query {
  return {
    operation: 'and',
    tokens: tokens.map(({ property, operator, value }) => ({
      ...(property === '' ? {} : { propertyKey: property }),
      operator,
      value,
    })),
  };
}

export function tokensIn(query: PropertyFilterProps.Query): FilterToken[] {
  return query.tokens.map(({ propertyKey = '', operator, value }) => ({
    property: propertyKey,
    operator,
    value: String(value),
  }));
}
