import type { Event } from '@aws-sdk/client-cloudtrail';

/** A record as CloudTrail writes it; what pages read of it. */
export interface EventRecord {
  eventID: string;
  eventName: string;
  eventSource: string;
  eventTime: string;
  awsRegion?: string;
  sourceIPAddress?: string;
  userAgent?: string;
  errorCode?: string;
  errorMessage?: string;
  readOnly?: boolean;
  requestID?: string;
  requestParameters?: Record<string, unknown> | null;
  responseElements?: Record<string, unknown> | null;
  sessionCredentialFromConsole?: string;
  sharedEventID?: string;
  recipientAccountId?: string;
  additionalEventData?: Record<string, unknown>;
  serviceEventDetails?: Record<string, unknown>;
  tlsDetails?: { tlsVersion?: string; cipherSuite?: string };
  userIdentity?: {
    type?: string;
    arn?: string;
    principalId?: string;
    userName?: string;
    accessKeyId?: string;
    invokedBy?: string;
    sessionContext?: {
      sessionIssuer?: { userName?: string; arn?: string };
      attributes?: { mfaAuthenticated?: string };
    };
  };
}

/** An event of the history, parsed once. */
export interface SeenEvent {
  id: string;
  at: Date;
  name: string;
  source: string;
  /** User, role session or `root`. */
  user: string;
  /** The same as LookupEvents finds it: of a role, only the session's name. */
  username: string;
  /** As LookupEvents names them: ARNs, as a rule. */
  resources: readonly { name: string; type: string }[];
  record: EventRecord;
  repository: string;
  tags: readonly string[];
  digests: readonly string[];
}

const LAYER_CALLS = new Set([
  'BatchCheckLayerAvailability',
  'CompleteLayerUpload',
  'GetDownloadUrlForLayer',
  'InitiateLayerUpload',
  'UploadLayerPart',
]);

export function seenEvent(event: Event): SeenEvent {
  const record = JSON.parse(event.CloudTrailEvent ?? '{}') as EventRecord;
  const asked = record.requestParameters ?? {};
  const images = imageIdsOf(record);
  return {
    id: event.EventId ?? record.eventID,
    at: event.EventTime ?? new Date(record.eventTime),
    name: event.EventName ?? record.eventName,
    source: event.EventSource ?? record.eventSource,
    user: userOf(event, record),
    username: event.Username ?? '',
    resources: (event.Resources ?? []).map(({ ResourceName = '', ResourceType = '' }) => ({
      name: ResourceName,
      type: ResourceType,
    })),
    record,
    repository: typeof asked.repositoryName === 'string' ? asked.repositoryName : '',
    tags: images.map(({ imageTag = '' }) => imageTag).filter(tag => tag !== ''),
    digests: images.map(({ imageDigest = '' }) => imageDigest).filter(digest => digest !== ''),
  };
}

/** Whether this is one of the many calls within a push or a pull. */
export function isLayerCall({ name }: SeenEvent): boolean {
  return LAYER_CALLS.has(name);
}

/** Whether somebody looked with a console: no news, as a rule. */
export function isConsoleRead({ record }: SeenEvent): boolean {
  return record.readOnly === true && record.sessionCredentialFromConsole === 'true';
}

export function isPull(event: SeenEvent): boolean {
  const pulls = event.name === 'BatchGetImage' && event.record.errorCode === undefined;
  return pulls && !isConsoleRead(event);
}

// Answers that clients ask for as a matter of course: is it there, is it there already?
const NO_REFUSAL = /NotFound|^ImageAlreadyExistsException$/;

/** Whether somebody wanted something and did not get it. */
export function isRefusal(event: SeenEvent): boolean {
  const { errorCode } = event.record;
  return errorCode !== undefined && !NO_REFUSAL.test(errorCode) && !isConsoleRead(event);
}

/** Whether this is a push, a pull, a login or a change: no mere look at things. */
export function isAction(event: SeenEvent): boolean {
  if (isLayerCall(event) || isConsoleRead(event)) return false;
  const { name, record } = event;
  return record.readOnly !== true || name === 'BatchGetImage' || name === 'GetAuthorizationToken';
}

/** What the call was about, as short as it can be said. */
export function objectText({ repository, tags, digests, record }: SeenEvent): string {
  const [tag] = tags;
  const [digest] = digests;
  if (repository !== '') {
    if (tag !== undefined) return `${repository}:${tag}`;
    return digest === undefined ? repository : `${repository}@${digest.slice(7, 19)}`;
  }
  const names = ['userName', 'roleName', 'name', 'trailName', 'logGroupName', 'bucketName'];
  const asked = record.requestParameters ?? {};
  const name = names.map(key => asked[key]).find(value => typeof value === 'string');
  return typeof name === 'string' ? name : '';
}

/** The program behind a user agent: `skopeo/1.9.3`, `Boto3/1.44`. */
export function clientText(agent = ''): string {
  const known = /(docker|podman|skopeo|buildah|oras|crane|Boto3|aws-cli)\/[\w.-]+/i.exec(
    agent,
  )?.[0];
  if (known !== undefined) return known;
  if (agent.startsWith('containers/')) return 'podman';
  if (agent.startsWith('Mozilla/')) return 'Browser';
  return agent.split(' ')[0] ?? '';
}

interface ImageId {
  imageTag?: string;
  imageDigest?: string;
}

function imageIdsOf({ requestParameters, responseElements }: EventRecord): ImageId[] {
  const asked = (requestParameters ?? {}) as ImageId & { imageIds?: ImageId[] };
  const made = responseElements as { image?: { imageId?: ImageId } } | null | undefined;
  const { imageTag, imageDigest } = asked;
  const named = { ...(imageTag && { imageTag }), ...(imageDigest && { imageDigest }) };
  return [...(asked.imageIds ?? []), made?.image?.imageId ?? named];
}

function userOf(event: Event, record: EventRecord): string {
  const issuer = record.userIdentity?.sessionContext?.sessionIssuer?.userName;
  const name = event.Username ?? record.userIdentity?.userName ?? '';
  if (record.userIdentity?.type === 'Root') return 'root';
  return record.userIdentity?.type === 'AssumedRole' && issuer ? `${issuer}/${name}` : name;
}
