import { expect, it } from 'vitest';
import { emptyDraft } from './draft';
import { eventsOf, isUsual, selectorsOf, wantedSelectors } from './selectors';

const draft = emptyDraft({ account: '123456789012', region: 'us-east-1' }, 'a1b2c3d4');

it.each([
  {},
  { read: false },
  { withoutKms: true },
  { data: true, dataWrite: false },
  { management: false, data: true, dataScope: 'some' as const, dataArns: 'arn:aws:s3:::b/' },
])('come back as they were ticked: %j', part => {
  const ticked = { ...draft, ...part };
  expect({ ...ticked, ...eventsOf(selectorsOf(ticked)) }).toEqual(ticked);
});

it('are the usual ones as proposed', () => {
  expect(isUsual(draft)).toBe(true);
  expect(isUsual({ ...draft, data: true })).toBe(false);
});

it('are no basic ones when they say more than the basic form can', () => {
  const lambda = { DataResources: [{ Type: 'AWS::Lambda::Function', Values: ['arn:aws:lambda'] }] };
  expect(eventsOf([lambda])).toBeNull();
});

it('are advanced ones when these are chosen, from the form or as JSON', () => {
  const advanced = { ...draft, selectorKind: 'advanced' as const };
  const written = [{ FieldSelectors: [{ Field: 'eventCategory', Equals: ['Data'] }] }];
  const management = { name: '', category: 'Management' as const, conditions: [] };
  expect(wantedSelectors({ ...advanced, advanced: [management] })).toEqual({
    AdvancedEventSelectors: [
      { FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] },
    ],
  });
  expect(wantedSelectors({ ...advanced, advancedText: JSON.stringify(written) })).toEqual({
    AdvancedEventSelectors: written,
  });
  expect(isUsual(advanced)).toBe(false);
});
