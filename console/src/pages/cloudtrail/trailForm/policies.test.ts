import { expect, it } from 'vitest';
import { bucketPolicy, extendedPolicy, rolePolicy } from './policies';

const USE = {
  account: '123456789012',
  region: 'us-east-1',
  bucket: 'logs',
  prefix: 'p',
  trail: 'books',
};

it('lets CloudTrail write for this trail, below the prefix', () => {
  const [acl, write] = bucketPolicy(USE).Statement;
  expect(acl?.Resource).toBe('arn:aws:s3:::logs');
  expect(write?.Resource).toBe('arn:aws:s3:::logs/p/AWSLogs/123456789012/*');
  expect(write?.Condition).toEqual({
    StringEquals: {
      'AWS:SourceArn': 'arn:aws:cloudtrail:us-east-1:123456789012:trail/books',
      's3:x-amz-acl': 'bucket-owner-full-control',
    },
  });
});

it('extends a policy by what is missing, and keeps what is there', () => {
  const other = { Sid: 'Other', Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' };
  const extended = extendedPolicy(JSON.stringify({ Version: '2012-10-17', Statement: other }), USE);
  expect(extended?.Statement).toHaveLength(3);
  expect(extended?.Statement[0]).toEqual(other);
});

it('has nothing to add where the policy is there, for this trail or for all', () => {
  expect(extendedPolicy(JSON.stringify(bucketPolicy(USE)), USE)).toBeNull();
  const forAll = bucketPolicy(USE).Statement.map(({ Condition: _, ...rest }) => rest);
  expect(extendedPolicy(JSON.stringify({ Statement: forAll }), USE)).toBeNull();
});

it('adds to a policy that is for another trail', () => {
  const others = JSON.stringify(bucketPolicy({ ...USE, trail: 'other' }));
  expect(extendedPolicy(others, USE)?.Statement).toHaveLength(4);
});

it('lets the role fill the streams of this account and Region only', () => {
  const [statement] = rolePolicy(USE, '/aws/cloudtrail/ecr-logs').Statement;
  expect(statement?.Resource).toEqual([
    'arn:aws:logs:us-east-1:123456789012:log-group:/aws/cloudtrail/ecr-logs:log-stream:123456789012_CloudTrail_us-east-1*',
  ]);
});
