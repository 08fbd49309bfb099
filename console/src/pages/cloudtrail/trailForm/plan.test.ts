import { describe, expect, it } from 'vitest';
import { emptyDraft, type TrailDraft } from './draft';
import { changePlan, creationPlan, type PlannedCall } from './plan';

const PLACE = { account: '123456789012', region: 'us-east-1' };
const draft: TrailDraft = { ...emptyDraft(PLACE, 'a1b2c3d4'), name: 'books' };
const names = (plan: readonly PlannedCall[]) => plan.map(({ operation }) => operation);
const inputOf = (plan: readonly PlannedCall[], operation: string) =>
  plan.find(call => call.operation === operation)?.input;

describe('the calls that make a trail', () => {
  it('make its bucket first and start it last', () => {
    expect(names(creationPlan(draft, PLACE, ''))).toEqual([
      'CreateBucket',
      'PutBucketPolicy',
      'CreateTrail',
      'StartLogging',
    ]);
  });

  it('make log group and role before the trail that names them', () => {
    const plan = creationPlan({ ...draft, logs: true, newGroup: '/g' }, PLACE, '');
    expect(names(plan)).toEqual([
      'CreateBucket',
      'PutBucketPolicy',
      'CreateLogGroup',
      'CreateRole',
      'PutRolePolicy',
      'CreateTrail',
      'StartLogging',
    ]);
    expect(inputOf(plan, 'CreateTrail')).toMatchObject({
      CloudWatchLogsLogGroupArn: 'arn:aws:logs:us-east-1:123456789012:log-group:/g:*',
      CloudWatchLogsRoleArn:
        'arn:aws:iam::123456789012:role/service-role/CloudTrailRoleForCloudWatchLogs_books',
    });
  });

  it('set selectors only where they are not the usual ones', () => {
    expect(names(creationPlan({ ...draft, read: false }, PLACE, ''))).toContain(
      'PutEventSelectors',
    );
  });

  it('leave an existing bucket alone when its policy is not to be extended', () => {
    const existing = { ...draft, storage: 'existing' as const, existingBucket: 'logs' };
    expect(names(creationPlan(existing, PLACE, ''))).toContain('PutBucketPolicy');
    const plan = creationPlan({ ...existing, extendPolicy: false }, PLACE, '');
    expect(names(plan)).toEqual(['CreateTrail', 'StartLogging']);
  });

  it('name the Region of a bucket except for us-east-1', () => {
    const there = { ...PLACE, region: 'eu-west-1' };
    expect(inputOf(creationPlan(draft, there, ''), 'CreateBucket')).toMatchObject({
      CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' },
    });
    expect(inputOf(creationPlan(draft, PLACE, ''), 'CreateBucket')).toEqual({
      Bucket: draft.newBucket,
    });
  });
});

describe('the calls that change a trail', () => {
  const before: TrailDraft = { ...draft, storage: 'existing', existingBucket: 'logs' };

  it('are none when nothing changed', () => {
    expect(changePlan(before, before, PLACE)).toEqual([]);
  });

  it('send only what changed', () => {
    const plan = changePlan(before, { ...before, validation: false }, PLACE);
    expect(plan).toEqual([
      {
        service: 'cloudtrail',
        operation: 'UpdateTrail',
        input: { Name: 'books', EnableLogFileValidation: false },
      },
    ]);
  });

  it('take the log group away with empty texts', () => {
    const logging = { ...before, logs: true, group: 'existing' as const, existingGroup: '/g' };
    const plan = changePlan(logging, { ...logging, logs: false }, PLACE);
    expect(inputOf(plan, 'UpdateTrail')).toMatchObject({
      CloudWatchLogsLogGroupArn: '',
      CloudWatchLogsRoleArn: '',
    });
  });

  it('add and remove tags one by one', () => {
    const tagged = { ...before, tags: [{ Key: 'a', Value: '1' }] };
    const plan = changePlan(tagged, { ...before, tags: [{ Key: 'b', Value: '2' }] }, PLACE);
    expect(names(plan)).toEqual(['RemoveTags', 'AddTags']);
  });
});
