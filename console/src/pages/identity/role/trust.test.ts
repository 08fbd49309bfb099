import { expect, it } from 'vitest';
import { trustSentences, trustText } from './trust';

const encoded = (statement: object) =>
  encodeURIComponent(JSON.stringify({ Version: '2012-10-17', Statement: statement }));

it('says who may wear a role', () => {
  const document = encoded({
    Effect: 'Allow',
    Principal: { AWS: ['arn:aws:iam::1:root', '*'], Service: 'cloudtrail.amazonaws.com' },
    Action: 'sts:AssumeRole',
  });
  expect(trustSentences(document)).toEqual([
    'arn:aws:iam::1:root, Everyone, cloudtrail.amazonaws.com may wear this role.',
  ]);
});

it('says under which condition, and who may not', () => {
  const document = encoded([
    {
      Effect: 'Deny',
      Principal: '*',
      Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } },
    },
  ]);
  expect(trustSentences(document)).toEqual([
    'Everyone may not wear this role if aws:MultiFactorAuthPresent Bool false.',
  ]);
});

it('says nothing of what it cannot read', () => {
  expect(trustSentences('nonsense')).toEqual([]);
  expect(trustText({ AssumeRolePolicyDocument: '' } as never)).toBe('');
});
