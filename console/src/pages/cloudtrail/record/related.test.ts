import { expect, it } from 'vitest';
import { tokensOf } from '../../../url/filters';
import { sampleEvent } from '../history/sampleEvent';
import { rangeBackTo, relatedTo } from './related';

const NOW = new Date('2026-01-31T12:00:00Z');

it('leads to the same user, key, address, resource and request', () => {
  const related = relatedTo(sampleEvent(), NOW);
  expect(related.map(({ id }) => id)).toEqual([
    'user',
    'key',
    'address',
    'resource',
    'request',
    'around',
  ]);
  const tokens = related.map(({ path }) => tokensOf(new URL(path, 'http://x').searchParams)[0]);
  expect(tokens[0]).toEqual({ property: 'Username', operator: '=', value: 'ci' });
  expect(tokens[3]).toEqual({ property: 'ResourceName', operator: '=', value: 'team/app' });
});

it('leads to the same error where there is one', () => {
  const refused = sampleEvent({ errorCode: 'AccessDenied' });
  expect(relatedTo(refused, NOW).map(({ id }) => id)).toContain('error');
});

it('looks at five minutes before and after', () => {
  const path = relatedTo(sampleEvent(), NOW).at(-1)?.path ?? '';
  const params = new URL(path, 'http://x').searchParams;
  expect(params.get('from')).toBe('2026-01-31T09:55:00Z');
  expect(params.get('to')).toBe('2026-01-31T10:05:00Z');
});

it('looks back as far as the event lies, a day at least', () => {
  const day = 86_400_000;
  const ago = (days: number) => rangeBackTo(new Date(NOW.getTime() - days * day), NOW);
  expect([ago(0.1), ago(3), ago(20), ago(400)]).toEqual(['P1D', 'P7D', 'P30D', 'P90D']);
});
