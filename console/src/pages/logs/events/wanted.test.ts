import { expect, it } from 'vitest';
import { isOneStream, withTerm } from './wanted';

const ONE = {
  group: 'g',
  streams: ['s'],
  filter: '',
  range: { kind: 'relative', duration: 'P1D' },
} as const;

it('reads one stream without a filter in both directions', () => {
  expect(isOneStream(ONE)).toBe(true);
  expect(isOneStream({ ...ONE, filter: 'x' })).toBe(false);
  expect(isOneStream({ ...ONE, streams: [] })).toBe(false);
});

it('adds phrases to a pattern, each once', () => {
  expect(withTerm('', 'PutImage')).toBe('"PutImage"');
  expect(withTerm('"a"', 'say "x"')).toBe('"a" "say \\"x\\""');
  expect(withTerm('"a"', 'a')).toBe('"a"');
  expect(withTerm('"a"', 'b', true)).toBe('"a" -"b"');
});
