import type { Call } from '../../../api/calls';
import { bucketOf, groupOf, type Place, roleNameOf, type TrailDraft } from './draft';
import { bucketPolicy, extendedPolicy, rolePolicy, trailArn, trustPolicy } from './policies';
import { isUsual, wantedSelectors } from './selectors';

/** One call on the way to a trail, and the call that takes it back. */
export interface PlannedCall extends Call {
  undo?: Call;
}

const ROLE_PATH = '/service-role/';
const DEFAULT_REGION = 'us-east-1';

/** All calls that make the trail of a draft, in their order; CreateTrail does not start it. */
export function creationPlan(
  draft: TrailDraft,
  place: Place,
  existingPolicy: string,
): PlannedCall[] {
  const { name } = draft;
  return [
    ...bucketCalls(draft, place, existingPolicy),
    ...logsCalls(draft, place),
    {
      service: 'cloudtrail',
      operation: 'CreateTrail',
      input: {
        Name: name,
        S3BucketName: bucketOf(draft),
        ...(draft.prefix === '' ? {} : { S3KeyPrefix: draft.prefix }),
        ...(draft.encrypted ? { KmsKeyId: draft.kmsKey.trim() } : {}),
        IncludeGlobalServiceEvents: true,
        IsMultiRegionTrail: draft.multiRegion,
        EnableLogFileValidation: draft.validation,
        ...(draft.logs ? logsMembers(draft, place) : {}),
        ...(draft.tags.length > 0 ? { TagsList: [...draft.tags] } : {}),
      },
      undo: { service: 'cloudtrail', operation: 'DeleteTrail', input: { Name: name } },
    },
    ...(isUsual(draft) ? [] : [selectorCall(name, draft)]),
    { service: 'cloudtrail', operation: 'StartLogging', input: { Name: name } },
  ];
}

/** The calls that bring a trail from one draft to another: only what has changed. */
export function changePlan(before: TrailDraft, after: TrailDraft, place: Place): PlannedCall[] {
  const settings = changedSettings(before, after, place);
  const events = JSON.stringify(wantedSelectors(before)) !== JSON.stringify(wantedSelectors(after));
  const rewired = settings.CloudWatchLogsLogGroupArn ? logsCalls(after, place) : [];
  return [
    ...rewired,
    ...(Object.keys(settings).length === 0
      ? []
      : [
          {
            service: 'cloudtrail' as const,
            operation: 'UpdateTrail',
            input: { Name: after.name, ...settings },
          },
        ]),
    ...(events ? [selectorCall(after.name, after)] : []),
    ...tagCalls(before, after, trailArn(place, after.name)),
  ];
}

export function logGroupArn({ account, region }: Place, group: string): string {
  return `arn:aws:logs:${region}:${account}:log-group:${group}:*`;
}

function bucketCalls(draft: TrailDraft, place: Place, existingPolicy: string): PlannedCall[] {
  const bucket = bucketOf(draft);
  const use = { ...place, bucket, prefix: draft.prefix, trail: draft.name };
  if (draft.storage === 'existing') {
    const policy = draft.extendPolicy ? extendedPolicy(existingPolicy, use) : null;
    return policy === null ? [] : [policyCall(bucket, policy)];
  }
  const elsewhere = place.region !== DEFAULT_REGION;
  return [
    {
      service: 's3',
      operation: 'CreateBucket',
      input: {
        Bucket: bucket,
        ...(elsewhere ? { CreateBucketConfiguration: { LocationConstraint: place.region } } : {}),
      },
      undo: { service: 's3', operation: 'DeleteBucket', input: { Bucket: bucket } },
    },
    policyCall(bucket, bucketPolicy(use)),
  ];
}

function policyCall(bucket: string, policy: object): PlannedCall {
  const input = { Bucket: bucket, Policy: JSON.stringify(policy) };
  return { service: 's3', operation: 'PutBucketPolicy', input };
}

function logsCalls(draft: TrailDraft, place: Place): PlannedCall[] {
  if (!draft.logs) return [];
  const group = groupOf(draft);
  const calls: PlannedCall[] = [];
  if (draft.group === 'new') {
    calls.push({
      service: 'logs',
      operation: 'CreateLogGroup',
      input: { logGroupName: group },
      undo: { service: 'logs', operation: 'DeleteLogGroup', input: { logGroupName: group } },
    });
  }
  return draft.role === 'new' ? [...calls, ...roleCalls(draft, place)] : calls;
}

function roleCalls(draft: TrailDraft, place: Place): PlannedCall[] {
  const role = roleNameOf(draft);
  const policy = `Cloudtrail-CW-access-policy-${draft.name}`;
  return [
    {
      service: 'iam',
      operation: 'CreateRole',
      input: {
        RoleName: role,
        Path: ROLE_PATH,
        AssumeRolePolicyDocument: JSON.stringify(trustPolicy()),
      },
      undo: { service: 'iam', operation: 'DeleteRole', input: { RoleName: role } },
    },
    {
      service: 'iam',
      operation: 'PutRolePolicy',
      input: {
        RoleName: role,
        PolicyName: policy,
        PolicyDocument: JSON.stringify(rolePolicy(place, groupOf(draft))),
      },
      undo: {
        service: 'iam',
        operation: 'DeleteRolePolicy',
        input: { RoleName: role, PolicyName: policy },
      },
    },
  ];
}

function logsMembers(draft: TrailDraft, place: Place) {
  const created = `arn:aws:iam::${place.account}:role${ROLE_PATH}${roleNameOf(draft)}`;
  return {
    CloudWatchLogsLogGroupArn: logGroupArn(place, groupOf(draft)),
    CloudWatchLogsRoleArn: draft.role === 'new' ? created : draft.existingRole,
  };
}

function selectorCall(name: string, draft: TrailDraft): PlannedCall {
  return {
    service: 'cloudtrail',
    operation: 'PutEventSelectors',
    input: { TrailName: name, ...wantedSelectors(draft) },
  };
}

type Settings = Record<string, string | boolean | undefined>;

function changedSettings(before: TrailDraft, after: TrailDraft, place: Place): Settings {
  const [old, next] = [settingsOf(before, place), settingsOf(after, place)];
  return Object.fromEntries(Object.entries(next).filter(([name, value]) => value !== old[name]));
}

/** Members of UpdateTrail; an empty text takes a setting away. */
function settingsOf(draft: TrailDraft, place: Place): Settings {
  const none = { CloudWatchLogsLogGroupArn: '', CloudWatchLogsRoleArn: '' };
  return {
    S3KeyPrefix: draft.prefix,
    KmsKeyId: draft.encrypted ? draft.kmsKey.trim() : '',
    IsMultiRegionTrail: draft.multiRegion,
    EnableLogFileValidation: draft.validation,
    ...(draft.logs ? logsMembers(draft, place) : none),
  };
}

function tagCalls(before: TrailDraft, after: TrailDraft, arn: string): PlannedCall[] {
  const kept = new Set(after.tags.map(({ Key }) => Key));
  const gone = before.tags.filter(({ Key }) => !kept.has(Key));
  const fresh = after.tags.filter(
    tag => !before.tags.some(old => old.Key === tag.Key && old.Value === tag.Value),
  );
  const call = (operation: string, TagsList: object[]): PlannedCall[] =>
    TagsList.length === 0
      ? []
      : [{ service: 'cloudtrail', operation, input: { ResourceId: arn, TagsList } }];
  return [...call('RemoveTags', gone), ...call('AddTags', fresh)];
}
