import type { ImageDetail } from '@aws-sdk/client-ecr';
import { describe, expect, it } from 'vitest';
import { type Evaluation, keptImages } from './kept';
import { isAbout, matchesWildcard } from './matching';
import type { Rule } from './policy';
import { whyKeptText } from './sentence';

const DAY_MS = 24 * 60 * 60 * 1000;
const NOW = Date.UTC(2026, 0, 31);
const DURING = { from: NOW, to: NOW + 2000 };

function image(imageDigest: string, daysOld: number, more: Partial<ImageDetail> = {}): ImageDetail {
  return { imageDigest, imagePushedAt: new Date(NOW - daysOld * DAY_MS), ...more };
}

const tagged = (digest: string, daysOld: number, ...imageTags: string[]) =>
  image(digest, daysOld, { imageTags });

function rule(rulePriority: number, selection: Partial<Rule['selection']>): Rule {
  return {
    rulePriority,
    selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 2, ...selection },
    action: { type: 'expire' },
  };
}

const newestV = rule(1, { tagStatus: 'tagged', tagPatternList: ['v*'] });
const anyTenDays = rule(9, { countType: 'sinceImagePushed', countUnit: 'days', countNumber: 10 });

function reasons(evaluation: Partial<Evaluation>): Record<string, string> {
  const kept = keptImages({
    rules: [newestV, anyTenDays],
    images: [],
    imagesWhole: true,
    due: new Set(),
    dueWhole: true,
    during: DURING,
    ...evaluation,
  });
  return Object.fromEntries(kept.map(one => [one.image.imageDigest, one.why.because]));
}

describe('a rule is about images', () => {
  it.each([
    ['v*', 'v1', true],
    ['v*', 'av1', false],
    ['*', '', true],
    ['a*b*c', 'aXbXc', true],
    ['a*b*c', 'aXc', false],
    ['ab*ba', 'aba', false],
    ['a*bc*c', 'abc', false],
    ['v1', 'v1', true],
    ['v.', 'vx', false],
  ])('%s and the tag "%s": %s', (pattern, tag, expected) => {
    expect(matchesWildcard(pattern, tag)).toBe(expected);
  });
  it('whose tags match all of its patterns, each by any tag', () => {
    const both = rule(1, { tagStatus: 'tagged', tagPatternList: ['v*', 'prod*'] });
    expect(isAbout(both, ['v1', 'prod-a'])).toBe(true);
    expect(isAbout(both, ['v1'])).toBe(false);
    expect(isAbout(rule(1, { tagStatus: 'tagged', tagPrefixList: ['v'] }), [])).toBe(false);
    expect(isAbout(rule(1, { tagStatus: 'untagged' }), ['v1'])).toBe(false);
    expect(isAbout(rule(1, { tagStatus: 'untagged' }), [])).toBe(true);
  });
});

describe('an image stays', () => {
  it('because no rule is about it, or it is among the newest of the first that is', () => {
    const images = [tagged('a', 4, 'v1'), tagged('b', 3, 'v2'), tagged('c', 90, 'w')];
    expect(reasons({ rules: [newestV], images })).toEqual({
      a: 'withinCount',
      b: 'withinCount',
      c: 'noRule',
    });
  });

  it('because it is young; a rule keeps later ones off what it leaves', () => {
    const images = [tagged('a', 90, 'v1'), image('b', 9)];
    expect(reasons({ images })).toEqual({ a: 'withinCount', b: 'young' });
    const [kept] = keptImages({
      rules: [anyTenDays, newestV],
      images,
      imagesWhole: true,
      due: new Set(),
      dueWhole: true,
      during: DURING,
    });
    expect(kept && whyKeptText(kept.why, digest => digest)).toBe(
      'Rule 1 leaves it: among the newest 2. That keeps rule 9 off it.',
    );
  });

  it('because an index names it, if the rule would certainly act on it', () => {
    const images = [1, 2, 3].map(days => tagged(`v${days}`, days, `v${days}`));
    expect(reasons({ images })).toMatchObject({
      v1: 'withinCount',
      v2: 'withinCount',
      v3: 'inIndex',
    });
    expect(reasons({ images: [image('old', 11)] })).toEqual({ old: 'inIndex' });
  });

  it('with its subject; referrers count in no ranking', () => {
    const images = [
      tagged('a', 3, 'v1'),
      tagged('b', 2, 'v2'),
      image('s', 1, { imageTags: ['v3'], subjectManifestDigest: 'a' }),
      image('gone', 1, { imageTags: ['w'], subjectManifestDigest: 'nowhere' }),
    ];
    expect(reasons({ images })).toEqual({
      a: 'withinCount',
      b: 'withinCount',
      s: 'referrer',
      gone: 'young',
    });
    expect(reasons({ images, due: new Set(['a']) })).toMatchObject({ s: 'referrerInIndex' });
  });

  it('for a reason that is left open when it is not certain', () => {
    const atOnce = [tagged('a', 3, 'v1'), tagged('b', 3, 'v2'), tagged('c', 3, 'v3')];
    expect(reasons({ images: atOnce, due: new Set(['a']) })).toEqual({
      b: 'leftByRule',
      c: 'leftByRule',
    });
    const edge = [image('edge', 10)];
    expect(reasons({ images: edge })).toEqual({ edge: 'leftByRule' });
    expect(reasons({ images: [image('b', 1)], during: null })).toEqual({ b: 'leftByRule' });
    const older = [tagged('a', 3, 'v1')];
    expect(reasons({ images: older, imagesWhole: false })).toEqual({ a: 'leftByRule' });
  });

  it('for no reason of age or rank that came up after the test', () => {
    const since = image('new', -1, { imageTags: ['v9'] });
    const images = [tagged('a', 3, 'v1'), tagged('b', 2, 'v2'), since];
    expect(reasons({ images })).toMatchObject({ a: 'leftByRule', b: 'withinCount' });
  });
});

describe('of many due images only some are read', () => {
  const some = { dueWhole: false };

  it('then those are left out that may be due', () => {
    const images = [
      tagged('old', 90, 'w'),
      tagged('young', 2, 'w2'),
      image('s', 1, { subjectManifestDigest: 'old' }),
      image('t', 1, { subjectManifestDigest: 'young' }),
    ];
    expect(reasons({ images, ...some })).toEqual({ young: 'young', t: 'referrer' });
    expect(reasons({ images, ...some, due: new Set(['old']) })).toEqual({
      young: 'young',
      t: 'referrer',
    });
  });

  it('and images that refer to each other in a circle stay', () => {
    const images = [
      image('a', 90, { subjectManifestDigest: 'b' }),
      image('b', 90, { subjectManifestDigest: 'a' }),
      image('self', 90, { subjectManifestDigest: 'self' }),
    ];
    expect(reasons({ images, ...some })).toEqual({
      a: 'referrer',
      b: 'referrer',
      self: 'referrer',
    });
  });

  it('and a long chain of referrers is followed once', () => {
    const chain = Array.from({ length: 5000 }, (_, index) =>
      image(`c${index}`, 90, index === 0 ? {} : { subjectManifestDigest: `c${index - 1}` }),
    );
    expect(Object.keys(reasons({ images: chain, ...some }))).toEqual([]);
    expect(Object.keys(reasons({ images: chain, rules: [newestV], ...some }))).toHaveLength(5000);
  });
});
