import { describe, expect, it } from 'vitest';
import { services } from '../../pages/services';
import { matchingPlaces, matchingResources, pastedPlace } from './places';
import { type Looked, searchNote } from './searchNote';

const texts = (text: string) =>
  matchingPlaces(services, text).map(({ places }) => places.map(place => place.text));

describe('services and pages', () => {
  it.each([
    ['ecr', [['ECR'], []]],
    ['cloudtrail', [['CloudTrail'], []]],
    ['log gr', [[], ['Log groups']]],
    ['', []],
  ])('%j finds %j', (text, found) => {
    expect(texts(text)).toEqual(found);
  });
});

describe('resources', () => {
  const places = (...names: string[]) => names.map(text => ({ text, path: text }));

  it('match in whatever case, what is named exactly so first', () => {
    const all = places('team/app', 'App', 'other');
    expect(matchingResources('Repositories', all, ' aPP ')).toEqual({
      label: 'Repositories',
      places: places('App', 'team/app'),
    });
  });

  it('are so many at most, and the heading says of how many', () => {
    const all = places(...Array.from({ length: 20 }, (_, index) => `app-${index}`));
    const group = matchingResources('Users', all, 'app');
    expect(group.places).toHaveLength(8);
    expect(group.label).toBe('Users (8 of 20)');
  });
});

describe('what was pasted', () => {
  it.each([
    ['arn:aws:ecr:us-east-1:123456789012:repository/team/app', 'ecr/repositories/team/app'],
    [
      ' 01234567-89ab-cdef-0123-456789abcdef ',
      'cloudtrail/events/01234567-89ab-cdef-0123-456789abcdef',
    ],
    ['team/app', undefined],
  ])('%s leads to %s', (text, path) => {
    expect(pastedPlace(text)?.places[0]?.path).toBe(path);
  });
});

describe('the note', () => {
  const looked = (label: string, part: Partial<Looked> = {}): Looked => ({
    label,
    items: [],
    more: false,
    failure: null,
    ...part,
  });

  it('is empty when all was searched and something found', () => {
    expect(searchNote([looked('Users')], true)).toBe('');
  });

  it('says what was not searched, and why', () => {
    const all = [
      looked('Users', { failure: { kind: 'denied' } }),
      looked('Roles', { failure: { kind: 'denied' } }),
      looked('Trails', { failure: { kind: 'throttled' } }),
      looked('Log groups', { more: true }),
    ];
    expect(searchNote(all, false)).toBe(
      'Nothing found. Not searched, as you have no permission: Users, Roles. ' +
        'Not searched, as the call failed: Trails. Searched in part, as there are many: Log groups.',
    );
  });
});
