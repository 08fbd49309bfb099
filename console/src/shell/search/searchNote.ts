import type { Failure } from '../../api/failure';
import type { Place } from './places';

/** What looking through one kind of resource came to. */
export interface Looked {
  label: string;
  items: readonly Place[];
  /** There are more than were looked through. */
  more: boolean;
  failure: Pick<Failure, 'kind'> | null;
}

/** The line under the results: that there are none, and what they lack; empty when nothing. */
export function searchNote(looked: readonly Looked[], found: boolean): string {
  const denied = looked.filter(({ failure }) => failure?.kind === 'denied');
  const failed = looked.filter(({ failure }) => failure !== null && failure.kind !== 'denied');
  const partly = looked.filter(({ more }) => more);
  return [
    found ? '' : 'Nothing found.',
    listed('Not searched, as you have no permission', denied),
    listed('Not searched, as the call failed', failed),
    listed('Searched in part, as there are many', partly),
  ]
    .filter(sentence => sentence !== '')
    .join(' ');
}

function listed(what: string, of: readonly Looked[]): string {
  return of.length === 0 ? '' : `${what}: ${of.map(({ label }) => label).join(', ')}.`;
}
