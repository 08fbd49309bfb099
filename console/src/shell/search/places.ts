import type { Service } from '../service';

export interface Place {
  text: string;
  /** Below account and Region. */
  path: string;
  about?: string;
}

export interface Group {
  label: string;
  places: readonly Place[];
}

const SHOWN_MAX = 8;
const REPOSITORY_ARN = /^arn:aws:ecr:[^:]+:\d{12}:repository\/(.+)$/;
const EVENT_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Services by any of their names, and pages by theirs. */
export function matchingPlaces(services: readonly Service[], text: string): Group[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return [];
  const matches = (name: string) => name.toLowerCase().includes(wanted);
  const found = services.filter(({ names }) => names.some(matches));
  const pages = services.flatMap(service =>
    service.pages
      .filter(page => matches(page.text))
      .map(page => ({ text: page.text, path: page.path, about: service.title })),
  );
  return [
    {
      label: 'Services',
      places: found.map(({ names, title, path }) => ({
        text: names.find(matches) ?? title,
        path,
        about: title,
      })),
    },
    { label: 'Pages', places: pages },
  ];
}

/** The resources of one kind that match, in whatever case; what is named exactly so comes first. */
export function matchingResources(label: string, all: readonly Place[], text: string): Group {
  const wanted = text.trim().toLowerCase();
  const found = all.filter(place => place.text.toLowerCase().includes(wanted));
  const exact = found.filter(place => place.text.toLowerCase() === wanted);
  const others = found.filter(place => !exact.includes(place));
  const places = [...exact, ...others].slice(0, SHOWN_MAX);
  const shown = places.length < found.length ? ` (${places.length} of ${found.length})` : '';
  return { label: `${label}${shown}`, places };
}

/** Where a pasted ARN or event id leads at once. */
export function pastedPlace(text: string): Group | null {
  const pasted = text.trim();
  const name = REPOSITORY_ARN.exec(pasted)?.[1];
  if (name !== undefined) {
    return { label: 'This ARN', places: [{ text: name, path: `ecr/repositories/${name}` }] };
  }
  if (EVENT_ID.test(pasted)) {
    return { label: 'This event', places: [{ text: pasted, path: `cloudtrail/events/${pasted}` }] };
  }
  return null;
}
