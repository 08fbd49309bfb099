import { describe, expect, it } from 'vitest';
import { Failure } from '../../../api/failure';
import { emptyDraft } from './draft';
import {
  attributeProblems,
  bucketNameProblem,
  eventProblems,
  groupNameProblem,
  prefixProblem,
  refusedEvents,
  trailNameProblem,
} from './rules';

const draft = {
  ...emptyDraft({ account: '123456789012', region: 'us-east-1' }, 'a1b2c3d4'),
  name: 'books',
};

describe('names of trails', () => {
  it.each(['ecr-monitor-trail', 'abc', 'a.b_c-d', 'x'.repeat(128)])('%s is one', name => {
    expect(trailNameProblem(name)).toBe('');
  });

  it.each([
    ['ab', /too short.*length: 2 /],
    ['x'.repeat(129), /too long/],
    ['-abc', /starts with a letter or number/],
    ['abc.', /ends with a letter or number/],
    ['a/b', /can only contain/],
    ['a..b', /may not stand together/],
    ['a_-b', /may not stand together/],
    ['192.168.5.4', /IP address/],
  ])('%s is none', (name, problem) => {
    expect(trailNameProblem(name)).toMatch(problem);
  });
});

it.each(['ab', 'Abc', 'a_b', '-abc', 'a..b', 'a.-b', '10.0.0.1', 'x'.repeat(64)])(
  '%s is no bucket',
  name => {
    expect(bucketNameProblem(name)).not.toBe('');
  },
);

it.each(['', 'aws/x', 'a b', 'x'.repeat(513)])('%j is no log group', name => {
  expect(groupNameProblem(name)).not.toBe('');
});

it('takes prefixes without slashes at their ends', () => {
  expect(prefixProblem('logs/of/all')).toBe('');
  expect(prefixProblem('logs/')).not.toBe('');
  expect(prefixProblem('x'.repeat(201))).not.toBe('');
});

describe('a draft', () => {
  it('is right as it is proposed, once it has a name', () => {
    expect(attributeProblems(draft, [])).toEqual({});
    expect(eventProblems(draft)).toEqual({});
  });

  it('may not take a name or exceed the number of trails', () => {
    expect(attributeProblems(draft, ['books']).name).toMatch(/of this name/);
    expect(attributeProblems(draft, ['a', 'b', 'c', 'd', 'e']).name).toMatch(/most/);
  });

  it('has to log something, reads or writes or both', () => {
    expect(eventProblems({ ...draft, management: false })).toHaveProperty('management');
    expect(eventProblems({ ...draft, read: false, write: false })).toHaveProperty('read');
  });

  it('names objects by their ARNs', () => {
    const some = { ...draft, data: true, dataScope: 'some' as const };
    expect(eventProblems(some)).toHaveProperty('dataArns');
    expect(eventProblems({ ...some, dataArns: 'arn:aws:s3:::b/\narn:aws:s3:::c/d' })).toEqual({});
    expect(eventProblems({ ...some, dataArns: 'bucket' }).dataArns).toMatch(/no ARN/);
  });

  it('has advanced selectors that the server would take', () => {
    const advanced = { ...draft, selectorKind: 'advanced' as const };
    expect(eventProblems(advanced).advanced).toBe('Specify at least one advanced event selector.');
    expect(eventProblems({ ...advanced, advancedText: '{' }).advanced).toMatch(/^No JSON/);
  });

  it('shows what the server refused of its selectors, and nothing else, at the field', () => {
    const refused = (code: string) => new Failure('invalid', code, 'No.', 'r', 'cloudtrail:x');
    const selectors = refused('InvalidEventSelectorsException');
    expect(refusedEvents(selectors, draft)).toEqual({ management: 'No.' });
    expect(refusedEvents(selectors, { ...draft, selectorKind: 'advanced' })).toEqual({
      advanced: 'No.',
    });
    expect(refusedEvents(refused('TrailNotFoundException'), draft)).toEqual({});
  });

  it('names each tag once', () => {
    const tags = [
      { Key: 'a', Value: '1' },
      { Key: 'a', Value: '2' },
    ];
    expect(attributeProblems({ ...draft, tags }, [])).toHaveProperty('tags');
  });
});
