import { expect, it } from 'vitest';
import { sampleEvent } from '../history/sampleEvent';
import { refusalCounts } from './refusals';

it('counts refusals by who, what and why, the most frequent first', () => {
  const denied = sampleEvent({ errorCode: 'AccessDenied' });
  const missing = sampleEvent({ errorCode: 'ImageNotFoundException' });
  const counts = refusalCounts([missing, denied, sampleEvent(), denied]);
  expect(counts.map(({ error, count }) => [error, count])).toEqual([
    ['AccessDenied', 2],
    ['ImageNotFoundException', 1],
  ]);
});
