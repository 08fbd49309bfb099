import type { AdvancedEventSelector } from '@aws-sdk/client-cloudtrail';
import { OPERATORS } from './fields';

/** Selectors that were read from a text, or why it holds none. */
export type Parsed =
  | { selectors: AdvancedEventSelector[]; problem: '' }
  | { selectors: null; problem: string };

const SELECTOR_MEMBERS = new Set(['Name', 'FieldSelectors']);
const CONDITION_MEMBERS = new Set<string>(['Field', ...OPERATORS]);

/** Selectors as `--advanced-event-selectors` of the command line takes them. */
export function selectorsText(selectors: readonly AdvancedEventSelector[]): string {
  return JSON.stringify(selectors, null, 2);
}

/** Reads selectors back; also takes the answer of get-event-selectors as it stands. */
export function parsedSelectors(text: string): Parsed {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { selectors: null, problem: `No JSON: ${(error as Error).message}` };
  }
  const inner = isObject(value) ? value.AdvancedEventSelectors : value;
  if (!Array.isArray(inner)) return { selectors: null, problem: 'A list of selectors is wanted.' };
  const problem = inner.map(selectorShape).find(found => found !== '');
  if (problem !== undefined) return { selectors: null, problem };
  return { selectors: inner as AdvancedEventSelector[], problem: '' };
}

function selectorShape(value: unknown, index: number): string {
  const which = `Selector ${index + 1}`;
  if (!isObject(value)) return `${which} is no object.`;
  const unknown = Object.keys(value).find(name => !SELECTOR_MEMBERS.has(name));
  if (unknown !== undefined) return `${which} has an unknown member ${unknown}.`;
  if (value.Name !== undefined && typeof value.Name !== 'string')
    return `${which}: Name is a text.`;
  if (!Array.isArray(value.FieldSelectors) || value.FieldSelectors.length === 0) {
    return `${which} needs a list FieldSelectors.`;
  }
  return value.FieldSelectors.map(one => conditionShape(one, which)).find(found => found) ?? '';
}

function conditionShape(value: unknown, which: string): string {
  if (!isObject(value) || typeof value.Field !== 'string') return `${which}: a Field is missing.`;
  const unknown = Object.keys(value).find(name => !CONDITION_MEMBERS.has(name));
  if (unknown !== undefined) return `${which}: ${value.Field} has an unknown member ${unknown}.`;
  const wrong = OPERATORS.find(name => value[name] !== undefined && !isTexts(value[name]));
  return wrong === undefined ? '' : `${which}: ${wrong} of ${value.Field} is a list of texts.`;
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every(one => typeof one === 'string');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
