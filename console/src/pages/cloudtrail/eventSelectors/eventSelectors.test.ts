import type { AdvancedEventSelector, AdvancedFieldSelector } from '@aws-sdk/client-cloudtrail';
import { describe, expect, it } from 'vitest';
import { placedRefusal, selectorProblems } from './check';
import {
  draftsOf,
  draftsOfBasic,
  emptySelector,
  inCategory,
  nextCondition,
  type SelectorDraft,
  selectorOf,
} from './draft';
import { parsedSelectors, selectorsText } from './text';

const category = (name: string): AdvancedFieldSelector => ({
  Field: 'eventCategory',
  Equals: [name],
});
const data = (...conditions: AdvancedFieldSelector[]): AdvancedEventSelector => ({
  FieldSelectors: [
    category('Data'),
    { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
    ...conditions,
  ],
});
const OBJECTS: SelectorDraft = {
  name: 'but not the logs',
  category: 'Data',
  conditions: [
    { field: 'resources.type', operator: 'Equals', values: ['AWS::S3::Object'] },
    { field: 'resources.ARN', operator: 'StartsWith', values: ['arn:aws:s3:::a/'] },
    { field: 'resources.ARN', operator: 'NotStartsWith', values: ['arn:aws:s3:::a/logs/'] },
  ],
};

describe('selectors of the form', () => {
  it('come back as they were written, several operators of a field in one entry', () => {
    const wire = [selectorOf(OBJECTS), selectorOf(emptySelector('Management'))];
    expect(wire[0]?.FieldSelectors).toHaveLength(3);
    expect(draftsOf(wire)).toEqual([OBJECTS, emptySelector('Management')]);
  });

  it('are not shown without a category', () => {
    expect(draftsOf([{ FieldSelectors: [{ Field: 'readOnly', Equals: ['true'] }] }])).toBeNull();
  });

  it('keep for another category what that one has', () => {
    const named = { field: 'eventName', operator: 'Equals' as const, values: ['GetObject'] };
    const moved = inCategory({ ...OBJECTS, conditions: [named] }, 'NetworkActivity');
    expect(moved.conditions.map(({ field }) => field)).toEqual(['eventSource', 'eventName']);
    expect(inCategory(moved, 'Management').conditions).toEqual([]);
  });

  it('go on with a field that has no row yet', () => {
    expect(nextCondition(OBJECTS).field).toBe('readOnly');
  });
});

describe('basic selectors', () => {
  it('mean the same as advanced ones', () => {
    const basic = {
      ReadWriteType: 'WriteOnly' as const,
      IncludeManagementEvents: true,
      ExcludeManagementEventSources: ['kms.amazonaws.com'],
      DataResources: [
        { Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] },
        { Type: 'AWS::Lambda::Function', Values: ['arn:aws:lambda:us-east-1:1:function:f'] },
      ],
    };
    const writes = { Field: 'readOnly', Equals: ['false'] };
    expect(draftsOfBasic([basic]).map(selectorOf)).toEqual([
      {
        FieldSelectors: [
          category('Management'),
          writes,
          { Field: 'eventSource', NotEquals: ['kms.amazonaws.com'] },
        ],
      },
      data(writes),
      {
        FieldSelectors: [
          category('Data'),
          { Field: 'resources.type', Equals: ['AWS::Lambda::Function'] },
          { Field: 'resources.ARN', Equals: ['arn:aws:lambda:us-east-1:1:function:f'] },
          writes,
        ],
      },
    ]);
  });
});

describe('what the server refuses is found before, in its words', () => {
  const cases: [string, AdvancedEventSelector[], [number, string, string]][] = [
    ['no selector', [], [-1, '', 'Specify at least one advanced event selector.']],
    [
      'no category',
      [{ FieldSelectors: [{ Field: 'readOnly', Equals: ['true'] }] }],
      [0, '', 'Every advanced event selector needs the field eventCategory.'],
    ],
    [
      'an unknown category',
      [{ FieldSelectors: [category('Insight')] }],
      [0, '', 'The field eventCategory must be equal to one of Management, Data, NetworkActivity.'],
    ],
    [
      'a required field that lacks',
      [{ FieldSelectors: [category('Management')] }, { FieldSelectors: [category('Data')] }],
      [1, '', 'Selectors for Data events need the field resources.type.'],
    ],
    [
      'a field without a value',
      [data({ Field: 'resources.ARN' })],
      [0, 'resources.ARN', 'The field resources.ARN has no operator with a value.'],
    ],
    [
      'a field of another category',
      [{ FieldSelectors: [category('Management'), { Field: 'eventName', Equals: ['x'] }] }],
      [0, 'eventName', 'Selectors for Management events have no field eventName.'],
    ],
    [
      'an operator that the field has not',
      [data({ Field: 'readOnly', NotEquals: ['true'] })],
      [0, 'readOnly', 'The field readOnly of selectors for Data events has no operator NotEquals.'],
    ],
    [
      'two values where one is taken',
      [data({ Field: 'readOnly', Equals: ['true', 'false'] })],
      [0, 'readOnly', 'The field readOnly takes one value.'],
    ],
    [
      'a value that cannot be',
      [data({ Field: 'readOnly', Equals: ['perhaps'] })],
      [0, 'readOnly', 'Value perhaps for the field readOnly is invalid.'],
    ],
    [
      'a field twice',
      [data({ Field: 'eventName', Equals: ['a'] }, { Field: 'eventName', Equals: ['b'] })],
      [0, 'eventName', 'The field eventName is in one selector more than once.'],
    ],
    [
      'too many values',
      [data({ Field: 'eventName', Equals: Array.from({ length: 500 }, () => 'a') })],
      [-1, '', 'Specify up to 500 values for all conditions in all advanced event selectors.'],
    ],
  ];
  it.each(cases)('%s', (_what, selectors, [selector, field, text]) => {
    expect(selectorProblems(selectors)).toEqual([{ selector, field, text }]);
  });

  it('nothing, where all is right', () => {
    expect(selectorProblems([selectorOf(OBJECTS)])).toEqual([]);
  });

  it('a refusal is shown at the condition it names', () => {
    const selectors = [selectorOf(emptySelector('Management')), selectorOf(OBJECTS)];
    const text = 'The field resources.ARN takes no such thing.';
    expect(placedRefusal(text, selectors)).toEqual({ selector: 1, field: 'resources.ARN', text });
    expect(placedRefusal('No.', selectors)).toEqual({ selector: -1, field: '', text: 'No.' });
  });
});

describe('selectors as JSON', () => {
  it('come back, also out of an answer', () => {
    const selectors = [selectorOf(OBJECTS)];
    expect(parsedSelectors(selectorsText(selectors)).selectors).toEqual(selectors);
    const answer = JSON.stringify({ TrailARN: 'arn', AdvancedEventSelectors: selectors });
    expect(parsedSelectors(answer).selectors).toEqual(selectors);
  });

  it.each([
    ['[', /^No JSON/],
    ['{}', /list of selectors/],
    ['[1]', /Selector 1 is no object/],
    ['[{}]', /needs a list FieldSelectors/],
    ['[{"FieldSelectors": [{}]}]', /a Field is missing/],
    ['[{"FieldSelectors": [{"Field": "x", "Equal": []}]}]', /unknown member Equal/],
    ['[{"FieldSelectors": [{"Field": "x", "Equals": "y"}]}]', /Equals of x is a list of texts/],
    ['[{"Fields": []}]', /unknown member Fields/],
  ])('%s is told what is wrong with it', (text, problem) => {
    expect(parsedSelectors(text).problem).toMatch(problem);
  });
});
