import type { Place } from './draft';

interface Statement {
  Sid?: string;
  Effect: string;
  Principal?: unknown;
  Action: unknown;
  Resource?: unknown;
  Condition?: unknown;
}

interface Policy {
  Version: string;
  Statement: Statement[];
}

const CLOUDTRAIL = { Service: 'cloudtrail.amazonaws.com' };
const VERSION = '2012-10-17';

/** What a trail's bucket has to allow (CloudTrail User Guide, "Amazon S3 bucket policy"). */
export interface BucketUse extends Place {
  bucket: string;
  prefix: string;
  trail: string;
}

export function trailArn({ account, region }: Place, trail: string): string {
  return `arn:aws:cloudtrail:${region}:${account}:trail/${trail}`;
}

export function bucketPolicy(use: BucketUse): Policy {
  return { Version: VERSION, Statement: trailStatements(use) };
}

/** The bucket's policy with what the trail needs, and nothing taken away; null when it has it. */
export function extendedPolicy(existing: string, use: BucketUse): Policy | null {
  const policy = policyOf(existing);
  const missing = trailStatements(use).filter(
    needed => !policy.Statement.some(statement => allows(statement, needed)),
  );
  if (missing.length === 0) return null;
  return { ...policy, Statement: [...policy.Statement, ...missing] };
}

function trailStatements({ account, region, bucket, prefix, trail }: BucketUse): Statement[] {
  const source = { 'AWS:SourceArn': trailArn({ account, region }, trail) };
  const folder = prefix === '' ? '' : `${prefix}/`;
  return [
    {
      Sid: `AWSCloudTrailAclCheck${sidOf(trail)}`,
      Effect: 'Allow',
      Principal: CLOUDTRAIL,
      Action: 's3:GetBucketAcl',
      Resource: `arn:aws:s3:::${bucket}`,
      Condition: { StringEquals: source },
    },
    {
      Sid: `AWSCloudTrailWrite${sidOf(trail)}`,
      Effect: 'Allow',
      Principal: CLOUDTRAIL,
      Action: 's3:PutObject',
      Resource: `arn:aws:s3:::${bucket}/${folder}AWSLogs/${account}/*`,
      Condition: {
        StringEquals: { ...source, 's3:x-amz-acl': 'bucket-owner-full-control' },
      },
    },
  ];
}

/** Who may wear the role that writes to the log group: CloudTrail. */
export function trustPolicy(): Policy {
  return {
    Version: VERSION,
    Statement: [{ Effect: 'Allow', Principal: CLOUDTRAIL, Action: 'sts:AssumeRole' }],
  };
}

/** What that role may do: make and fill the streams of this account's trails in the group. */
export function rolePolicy({ account, region }: Place, group: string): Policy {
  const streams = `arn:aws:logs:${region}:${account}:log-group:${group}:log-stream:${account}_CloudTrail_${region}*`;
  return {
    Version: VERSION,
    Statement: [
      {
        Sid: 'AWSCloudTrailCreateLogStream',
        Effect: 'Allow',
        Action: ['logs:CreateLogStream'],
        Resource: [streams],
      },
      {
        Sid: 'AWSCloudTrailPutLogEvents',
        Effect: 'Allow',
        Action: ['logs:PutLogEvents'],
        Resource: [streams],
      },
    ],
  };
}

function policyOf(text: string): Policy {
  if (text === '') return { Version: VERSION, Statement: [] };
  const policy = JSON.parse(text) as Policy;
  const statements = Array.isArray(policy.Statement) ? policy.Statement : [policy.Statement];
  return { ...policy, Statement: statements };
}

/** Whether a statement is the needed one, perhaps for any trail. */
function allows(statement: Statement, needed: Statement): boolean {
  const principal = JSON.stringify(statement.Principal) ?? '';
  return (
    statement.Effect === 'Allow' &&
    principal.includes(CLOUDTRAIL.Service) &&
    listOf(statement.Action).includes(String(needed.Action)) &&
    listOf(statement.Resource).includes(String(needed.Resource)) &&
    sourceFits(statement.Condition, needed.Condition)
  );
}

function sourceFits(condition: unknown, needed: unknown): boolean {
  const source = sourceArn(condition);
  return source === undefined || source === sourceArn(needed);
}

function sourceArn(condition: unknown): string | undefined {
  const equals = (condition as { StringEquals?: Record<string, string> } | undefined)?.StringEquals;
  const entry = Object.entries(equals ?? {}).find(([key]) => key.toLowerCase() === 'aws:sourcearn');
  return entry?.[1];
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

function sidOf(trail: string): string {
  return trail.replace(/[^A-Za-z0-9]/g, '');
}
