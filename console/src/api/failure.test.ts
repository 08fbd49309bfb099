import { describe, expect, it } from 'vitest';
import { denialOf, failureOf, statementFor } from './failure';

const thrown = (name: string, message = '') => ({
  name,
  message,
  $metadata: { httpStatusCode: 400, requestId: 'r1' },
});

describe('failures', () => {
  it.each([
    ['AccessDeniedException', 'denied'],
    ['ThrottlingException', 'throttled'],
    ['RepositoryNotFoundException', 'missing'],
    ['NoSuchEntity', 'missing'],
    ['InvalidParameterException', 'invalid'],
    ['UnrecognizedClientException', 'expired'],
    ['ServerException', 'other'],
  ])('%s is %s', (name, kind) => {
    const failure = failureOf(thrown(name), 'ecr:DescribeImages');
    expect([failure.kind, failure.code, failure.requestId]).toEqual([kind, name, 'r1']);
  });

  it('without an answer the server could not be reached', () => {
    const { kind, code } = failureOf(new TypeError('Failed to fetch'), 'ecr:X');
    expect([kind, code]).toEqual(['unreachable', 'No connection']);
  });

  it('a denial names caller, action and resource, and what would allow it', () => {
    const denial = denialOf(
      'User: arn:aws:iam::1:user/a is not authorized to perform: ecr:DescribeImages on resource: arn:aws:ecr:us-east-1:1:repository/x because no identity-based policy allows the ecr:DescribeImages action',
    );
    expect(denial).toEqual({
      caller: 'arn:aws:iam::1:user/a',
      action: 'ecr:DescribeImages',
      resource: 'arn:aws:ecr:us-east-1:1:repository/x',
    });
    expect(JSON.parse(statementFor(denial!))).toEqual({
      Effect: 'Allow',
      Action: 'ecr:DescribeImages',
      Resource: 'arn:aws:ecr:us-east-1:1:repository/x',
    });
    expect(denialOf('Something else')).toBeNull();
  });

  it('a resource that is named by its kind gets its ARN', () => {
    const denial = denialOf(
      'User: arn:aws:iam::1:user/a is not authorized to perform: iam:GetUser on resource: user mary because no identity-based policy allows the iam:GetUser action',
    );
    expect(denial?.resource).toBe('arn:aws:iam::1:user/mary');
  });

  it('S3 quotes the resource; the statement does not', () => {
    const denial = denialOf(
      'User: arn:aws:iam::1:user/a is not authorized to perform: s3:CreateBucket on resource: "arn:aws:s3:::books" because no identity-based policy allows the s3:CreateBucket action',
    );
    expect(denial?.resource).toBe('arn:aws:s3:::books');
  });
});
