import type { GetEventSelectorsResponse } from '@aws-sdk/client-cloudtrail';
import { expect, it } from 'vitest';
import { wantedSelectors } from '../trailForm/selectors';
import { draftOf } from './draft';

const PLACE = { account: '123456789012', region: 'us-east-1' };
const drawn = (selectors: GetEventSelectorsResponse) =>
  draftOf({ Name: 'books' }, selectors, [], PLACE, 'a1b2c3d4');

it('shows the advanced selectors of a trail as they are', () => {
  const AdvancedEventSelectors = [
    {
      Name: 'writes',
      FieldSelectors: [
        { Field: 'eventCategory', Equals: ['Management'] },
        { Field: 'readOnly', Equals: ['false'] },
      ],
    },
  ];
  const draft = drawn({ AdvancedEventSelectors });
  expect(draft.selectorKind).toBe('advanced');
  expect(wantedSelectors(draft)).toEqual({ AdvancedEventSelectors });
});

it('shows basic selectors as basic where that form can say all of it, else as advanced', () => {
  const management = { ReadWriteType: 'All' as const, IncludeManagementEvents: true };
  expect(drawn({ EventSelectors: [management] }).selectorKind).toBe('basic');
  const functions = { Type: 'AWS::Lambda::Function', Values: ['arn:aws:lambda'] };
  const draft = drawn({ EventSelectors: [{ ...management, DataResources: [functions] }] });
  expect(draft.selectorKind).toBe('advanced');
  expect(draft.advanced.map(({ category }) => category)).toEqual(['Management', 'Data']);
});
