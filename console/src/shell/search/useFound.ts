import { type UseQueryResult, useQueries, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Failure } from '../../api/failure';
import type { AllItems } from '../../api/query';
import { services } from '../../pages/services';
import { useScope } from '../../url/scope';
import { type Group, matchingPlaces, matchingResources, type Place, pastedPlace } from './places';
import { type Looked, searchNote } from './searchNote';
import type { Source } from './sources';

const PAUSE_MS = 200;
const FRESH_MS = 60_000;
const CHARACTERS_MIN = 2;
const NONE: readonly Source[] = [];

export interface Found {
  groups: readonly Group[];
  reading: boolean;
  /** What was not looked through, and why; that nothing matches. */
  note: string;
}

/** What matches the text: services and pages at once, resources when typing has paused. */
export function useFound(text: string): Found {
  const typed = text.trim();
  const settled = useSettled(typed);
  const asked = settled.length >= CHARACTERS_MIN;
  const sources = useSources(asked);
  const looked = useLooked(asked ? (sources ?? NONE) : NONE, settled);
  const reading =
    (typed !== settled && typed.length >= CHARACTERS_MIN) ||
    (asked && (sources === undefined || looked.some(one => one.reading)));
  const groups = [
    pastedPlace(text),
    ...matchingPlaces(services, text),
    ...looked.map(({ label, items }) => matchingResources(label, items, settled)),
  ];
  const found = groups.filter(group => group !== null).filter(group => group.places.length > 0);
  return { groups: found, reading, note: searchNote(looked, typed === '' || found.length > 0) };
}

function useSettled(text: string): string {
  const [settled, setSettled] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

/** The sources bring the clients of their services along, so they load with the first search. */
function useSources(wanted: boolean): readonly Source[] | undefined {
  const { data } = useQuery({
    queryKey: ['search', 'sources'],
    queryFn: async () => (await import('./sources')).sources,
    enabled: wanted,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data;
}

function useLooked(sources: readonly Source[], text: string): (Looked & { reading: boolean })[] {
  const { region } = useScope();
  const answers: UseQueryResult<AllItems<Place>, Failure>[] = useQueries({
    queries: sources.map(({ label, service, byText, read }) => ({
      // The service comes first: what the user changes there is read anew.
      queryKey: [service, 'search', label, region, byText ? text : null],
      queryFn: ({ signal }: { signal: AbortSignal }) => read(text, region, signal),
      staleTime: FRESH_MS,
      // Each refusal is on record: once is enough.
      retryOnMount: false,
    })),
  });
  return sources.map(({ label }, index) => ({
    label,
    items: answers[index]?.data?.items ?? [],
    more: answers[index]?.data?.more ?? false,
    failure: answers[index]?.error ?? null,
    reading: answers[index]?.isFetching ?? false,
  }));
}
