import type { FilterToken } from '../../../url/filters';
import type { SeenEvent } from '../../../widgets/events/seenEvent';
import { fieldOf } from './fields';
import { inNetwork, isNetwork } from './network';

/** Whether an event has what the token asks for; capitals do not matter except for `=`. */
export function matches(event: SeenEvent, token: FilterToken): boolean {
  const negative = token.operator.startsWith('!');
  return found(event, token) !== negative;
}

function found(event: SeenEvent, { property, operator, value }: FilterToken): boolean {
  if (property === '') {
    return JSON.stringify(event.record).toLowerCase().includes(value.toLowerCase());
  }
  const values = fieldOf(property)?.values(event) ?? [];
  if (property === 'SourceIP' && isNetwork(value)) {
    return values.some(address => inNetwork(address, value));
  }
  return values.some(one => compares(one, operator, value));
}

function compares(one: string, operator: string, wanted: string): boolean {
  switch (operator) {
    case '=':
    case '!=':
      return one === wanted;
    case '^':
    case '!^':
      return one.toLowerCase().startsWith(wanted.toLowerCase());
    default:
      return one.toLowerCase().includes(wanted.toLowerCase());
  }
}
