import { expect, it } from 'vitest';
import { RETENTION_DAYS, retentionText } from './retention';

it.each([
  [undefined, 'Never expires'],
  [0, 'Never expires'],
  [1, '1 day'],
  [30, '30 days'],
  [365, '1 year'],
  [400, '400 days'],
  [731, '2 years'],
  [3653, '10 years'],
])('%s days: %s', (days, text) => {
  expect(retentionText(days)).toBe(text);
});

it('says something else for every choice', () => {
  expect(new Set(RETENTION_DAYS.map(retentionText)).size).toBe(RETENTION_DAYS.length);
});
