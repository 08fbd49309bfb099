import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

export type SetText = (value: string) => void;

/**
 * A part of the view that lives in the query of the address. Defaults are left out of it; unknown
 * parameters stay. With `push`, Back returns to what was there before.
 */
export function useQueryState(
  name: string,
  initial = '',
  way: 'push' | 'replace' = 'replace',
): [string, SetText] {
  const [params, setParams] = useSearchParams();
  const value = params.get(name) ?? initial;
  const set = useCallback<SetText>(
    next =>
      setParams(before => withValue(before, name, next, initial), { replace: way === 'replace' }),
    [setParams, name, initial, way],
  );
  return [value, set];
}

/** Returns the parameters with `name` set, or without it where it is the default. */
export function withValue(
  before: URLSearchParams,
  name: string,
  value: string,
  initial: string,
): URLSearchParams {
  const next = new URLSearchParams(before);
  if (value === initial) next.delete(name);
  else next.set(name, value);
  return next;
}

/** What belongs to the list of one tab and means nothing in the next. */
const OF_ONE_TAB = ['f', 'sort', 'page', 'layers', 'reads'];

/** The open tab, in the address; another tab starts with its list as it is by default. */
export function useTab(initial: string): [string, SetText] {
  const [params, setParams] = useSearchParams();
  const set = useCallback<SetText>(
    next =>
      setParams(before => {
        const after = withValue(before, 'tab', next, initial);
        for (const name of OF_ONE_TAB) after.delete(name);
        return after;
      }),
    [setParams, initial],
  );
  return [params.get('tab') ?? initial, set];
}
