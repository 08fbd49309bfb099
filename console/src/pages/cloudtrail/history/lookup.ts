import type { LookupAttribute, LookupAttributeKey } from '@aws-sdk/client-cloudtrail';
import type { FilterToken } from '../../../url/filters';
import { fieldOf } from './fields';

/** LookupEvents takes one attribute: which one it is asked for, and what is left to do here. */
export interface LookupPlan {
  attribute: LookupAttribute | null;
  /** The token the attribute came from. */
  asked: FilterToken | null;
  /** What only narrows the events that have been read. */
  narrowing: readonly FilterToken[];
}

/** What finds fewest events comes first. */
const BY_SELECTIVITY: readonly LookupAttributeKey[] = [
  'EventId',
  'AccessKeyId',
  'ResourceName',
  'Username',
  'EventName',
  'EventSource',
  'ResourceType',
  'ReadOnly',
];
const VALUE_CHARACTERS_MAX = 2000;

export function lookupPlan(tokens: readonly FilterToken[]): LookupPlan {
  const candidates = tokens
    .filter(token => keyOf(token) !== undefined)
    .sort((a, b) => rank(a) - rank(b));
  const [asked] = candidates;
  const key = asked && keyOf(asked);
  if (asked === undefined || key === undefined) {
    return { attribute: null, asked: null, narrowing: tokens };
  }
  return {
    attribute: { AttributeKey: key, AttributeValue: asked.value },
    asked,
    narrowing: tokens.filter(token => token !== asked),
  };
}

function keyOf({ property, operator, value }: FilterToken): LookupAttributeKey | undefined {
  const fits = operator === '=' && value !== '' && costOf(value) <= VALUE_CHARACTERS_MAX;
  return fits ? fieldOf(property)?.attribute : undefined;
}

function rank(token: FilterToken): number {
  return BY_SELECTIVITY.indexOf(keyOf(token) as LookupAttributeKey);
}

/** Some characters of a value count twice for LookupEvents. */
function costOf(value: string): number {
  return value.length + (value.match(/[_ ,\n]/g)?.length ?? 0);
}
