import { expect, it } from 'vitest';
import { comparedLines } from './difference';

it('lays records side by side and marks what differs', () => {
  const lines = comparedLines([
    { a: 1, b: { c: 'x', d: [] }, e: null },
    { a: 1, b: { c: 'y' }, f: true },
  ]);
  expect(lines).toEqual([
    { path: 'a', values: ['1', '1'], same: true },
    { path: 'b.c', values: ['x', 'y'], same: false },
    { path: 'b.d', values: ['[]', undefined], same: false },
    { path: 'e', values: ['null', undefined], same: false },
    { path: 'f', values: [undefined, 'true'], same: false },
  ]);
});

it('has nothing to say of no records', () => {
  expect(comparedLines([])).toEqual([]);
});
