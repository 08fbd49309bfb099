import { expect, it } from 'vitest';
import { sampleEvent } from '../history/sampleEvent';
import { expiredImages } from './expired';

it('reads the images that a lifecycle run expired', () => {
  const { record } = sampleEvent({
    eventName: 'PolicyExecutionEvent',
    serviceEventDetails: {
      lifecycleEventImageActions: [
        { lifecycleEventImage: { digest: 'sha256:1', tagList: ['a', 'b'] }, rulePriority: 3 },
        {},
      ],
    },
  });
  expect(expiredImages(record)).toEqual([
    { digest: 'sha256:1', tags: ['a', 'b'], rule: '3' },
    { digest: '', tags: [], rule: '' },
  ]);
});

it('finds none in other events', () => {
  expect(expiredImages(sampleEvent().record)).toEqual([]);
});
