import type { Service } from '../service';

export interface Place {
  text: string;
  path: string;
  about?: string;
}

export interface Group {
  label: string;
  places: readonly Place[];
}

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
