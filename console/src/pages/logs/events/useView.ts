import { useSearchParams } from 'react-router';
import { useQueryState } from '../../../url/state';
import { useRange } from '../../../widgets/RangePicker';
import type { Wanted } from './wanted';

const RANGE_INITIAL = 'P1D';

export type EventsView = ReturnType<typeof useView>;

/** What the address says of the page: group, streams, filter, range, and how lines look. */
export function useView() {
  const [params, setParams] = useSearchParams();
  const [range, chooseRange] = useRange(RANGE_INITIAL);
  const [group] = useQueryState('group');
  const [filter, setFilter] = useQueryState('filter', '', 'push');
  const [format, setFormat] = useQueryState('format', 'text');
  const [wrap, setWrap] = useQueryState('wrap', 'no');
  const streams = params.getAll('stream');
  const wanted: Wanted = { group, streams, filter, range };
  return {
    wanted,
    chooseRange,
    setFilter,
    raw: format === 'raw',
    setRaw: (raw: boolean) => setFormat(raw ? 'raw' : 'text'),
    wrap: wrap === 'yes',
    setWrap: (on: boolean) => setWrap(on ? 'yes' : 'no'),
    setStreams: (names: readonly string[]) =>
      setParams(before => {
        const next = new URLSearchParams(before);
        next.delete('stream');
        for (const name of names) next.append('stream', name);
        return next;
      }),
  };
}
