import { useEffect, useState } from 'react';
import { describeRepositories } from '../../api/ecr';
import { repositoriesPaging } from '../../api/ecrPaging';
import { useAllPages } from '../../api/query';
import { services } from '../../pages/services';
import { type Group, matchingPlaces, pastedPlace } from './places';

const PAUSE_MS = 200;
const SHOWN_MAX = 8;

/** What matches the text: services and pages at once, resources when typing has paused. */
export function useFound(text: string): { groups: Group[]; reading: boolean } {
  const [settled, setSettled] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);

  const asked = settled.length > 1;
  const repositories = useAllPages(describeRepositories, repositoriesPaging, asked ? {} : null, {
    shown: false,
  });
  const names = (repositories.data?.items ?? []).map(({ repositoryName = '' }) => repositoryName);
  const groups = [
    pastedPlace(text),
    ...matchingPlaces(services, text),
    {
      label: 'Repositories',
      places: names
        .filter(name => asked && name.includes(text.trim().toLowerCase()))
        .slice(0, SHOWN_MAX)
        .map(name => ({ text: name, path: `ecr/repositories/${name}` })),
    },
  ];
  const found = groups.filter(group => group !== null && group.places.length > 0) as Group[];
  return { groups: found, reading: repositories.loading };
}
