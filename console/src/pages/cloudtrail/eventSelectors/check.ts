import type { AdvancedEventSelector, AdvancedFieldSelector } from '@aws-sdk/client-cloudtrail';
import {
  CATEGORIES,
  CATEGORY_FIELD,
  type Category,
  FIELDS,
  fieldOf,
  isCategory,
  OPERATORS,
} from './fields';

/** What the server would refuse, in its words; -1 and an empty field: it is about all of them. */
export interface SelectorProblem {
  selector: number;
  field: string;
  text: string;
}

const VALUES_MAX = 500;
const VALUE_CHARACTERS_MAX = 2048;
const NAME_CHARACTERS_MAX = 1000;
const SHOWN_CHARACTERS_MAX = 100;
const RESOURCE_TYPE = /^AWS::[A-Za-z0-9]{1,64}::[A-Za-z0-9]{1,64}$/;

/** Checks selectors by the server's rules; it stops at the first problem, here all are found. */
export function selectorProblems(selectors: readonly AdvancedEventSelector[]): SelectorProblem[] {
  if (selectors.length === 0) return [aboutAll('Specify at least one advanced event selector.')];
  const problems = selectors.flatMap(problemsOf);
  const values = selectors.flatMap(({ FieldSelectors = [] }) => FieldSelectors.flatMap(valuesOf));
  if (values.length <= VALUES_MAX) return problems;
  const text = `Specify up to ${VALUES_MAX} values for all conditions in all advanced event selectors.`;
  return [aboutAll(text), ...problems];
}

/** Where a refusal of the server belongs: at the one condition whose field it names. */
export function placedRefusal(
  text: string,
  selectors: readonly AdvancedEventSelector[],
): SelectorProblem {
  const named = selectors.flatMap(({ FieldSelectors = [] }, selector) =>
    FieldSelectors.map(({ Field = '' }) => Field)
      .filter(field => field !== CATEGORY_FIELD && text.includes(`field ${field} `))
      .map(field => ({ selector, field, text })),
  );
  const [only, other] = named;
  return only !== undefined && other === undefined ? only : aboutAll(text);
}

function aboutAll(text: string): SelectorProblem {
  return { selector: -1, field: '', text };
}

function problemsOf(
  { Name = '', FieldSelectors = [] }: AdvancedEventSelector,
  selector: number,
): SelectorProblem[] {
  const at = (field: string, text: string) => ({ selector, field, text });
  const names = FieldSelectors.map(({ Field = '' }) => Field);
  const empty = FieldSelectors.filter(one => valuesOf(one).length === 0).map(({ Field = '' }) =>
    at(Field, `The field ${Field} has no operator with a value.`),
  );
  const twice = names
    .filter((name, index) => names.indexOf(name) < index)
    .map(name => at(name, `The field ${name} is in one selector more than once.`));
  const tooLong =
    Name.length > NAME_CHARACTERS_MAX
      ? [at('', `A name has up to ${NAME_CHARACTERS_MAX} characters.`)]
      : [];
  const category = categoryOf(FieldSelectors);
  if (!isCategory(category.name)) return [...empty, ...twice, at('', category.problem)];
  const known = category.name;
  const missing = FIELDS[known]
    .filter(({ name, required }) => required && !names.includes(name))
    .map(({ name }) => at('', `Selectors for ${known} events need the field ${name}.`));
  const conditions = FieldSelectors.filter(({ Field }) => Field !== CATEGORY_FIELD)
    .filter(one => valuesOf(one).length > 0)
    .flatMap(one => conditionTexts(known, one).map(text => at(one.Field ?? '', text)));
  return [...tooLong, ...empty, ...twice, ...missing, ...conditions];
}

function categoryOf(conditions: readonly AdvancedFieldSelector[]) {
  const named = conditions.find(({ Field }) => Field === CATEGORY_FIELD);
  if (named === undefined) {
    const problem = `Every advanced event selector needs the field ${CATEGORY_FIELD}.`;
    return { name: undefined, problem };
  }
  const values = named.Equals ?? [];
  const problem = `The field ${CATEGORY_FIELD} must be equal to one of ${CATEGORIES.join(', ')}.`;
  return { name: values.length === 1 ? values[0] : undefined, problem };
}

function conditionTexts(category: Category, condition: AdvancedFieldSelector): string[] {
  const name = condition.Field ?? '';
  const field = fieldOf(category, name);
  if (field === undefined) return [`Selectors for ${category} events have no field ${name}.`];
  const wrongOperators = OPERATORS.filter(
    operator => condition[operator]?.length && !field.operators.includes(operator),
  ).map(
    operator =>
      `The field ${name} of selectors for ${category} events has no operator ${operator}.`,
  );
  const values = valuesOf(condition);
  const tooMany = field.single && values.length !== 1 ? [`The field ${name} takes one value.`] : [];
  const wrongValues = values
    .filter(value => !isValue(value, name, field.values))
    .map(
      value => `Value ${value.slice(0, SHOWN_CHARACTERS_MAX)} for the field ${name} is invalid.`,
    );
  return [...wrongOperators, ...tooMany, ...wrongValues];
}

function isValue(value: string, field: string, known: readonly string[] | undefined): boolean {
  if (known !== undefined) return known.includes(value);
  if (field === 'resources.type') return RESOURCE_TYPE.test(value);
  return value !== '' && value.length <= VALUE_CHARACTERS_MAX;
}

function valuesOf(condition: AdvancedFieldSelector): string[] {
  return OPERATORS.flatMap(operator => condition[operator] ?? []);
}
