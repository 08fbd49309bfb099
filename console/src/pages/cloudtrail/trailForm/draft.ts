import type { Tag } from '@aws-sdk/client-cloudtrail';
import type { SelectorDraft } from '../eventSelectors/draft';

/** A trail as the form has it. */
export interface TrailDraft {
  name: string;
  storage: 'new' | 'existing';
  newBucket: string;
  existingBucket: string;
  /** Extend the policy of the existing bucket where it does not let CloudTrail write. */
  extendPolicy: boolean;
  prefix: string;
  encrypted: boolean;
  kmsKey: string;
  validation: boolean;
  multiRegion: boolean;
  logs: boolean;
  group: 'new' | 'existing';
  newGroup: string;
  existingGroup: string;
  role: 'new' | 'existing';
  newRole: string;
  existingRole: string;
  tags: readonly Tag[];
  management: boolean;
  read: boolean;
  write: boolean;
  withoutKms: boolean;
  data: boolean;
  dataRead: boolean;
  dataWrite: boolean;
  /** `all` objects of all buckets, or those under the ARNs in `dataArns`, one on each line. */
  dataScope: 'all' | 'some';
  dataArns: string;
  /** Basic selectors are what is ticked above; advanced ones take their place. */
  selectorKind: 'basic' | 'advanced';
  advanced: readonly SelectorDraft[];
  /** The advanced selectors as JSON while they are edited so; then it counts, not `advanced`. */
  advancedText: string | null;
}

/** Account and Region the trail is made in. */
export interface Place {
  account: string;
  region: string;
}

/** What a new trail starts as: the guide's defaults, with encryption off. */
export function emptyDraft({ account }: Place, suffix: string): TrailDraft {
  const name = `aws-cloudtrail-logs-${account}-${suffix}`;
  return {
    name: '',
    storage: 'new',
    newBucket: name,
    existingBucket: '',
    extendPolicy: true,
    prefix: '',
    encrypted: false,
    kmsKey: '',
    validation: true,
    multiRegion: true,
    logs: false,
    group: 'new',
    newGroup: name,
    existingGroup: '',
    role: 'new',
    newRole: '',
    existingRole: '',
    tags: [],
    management: true,
    read: true,
    write: true,
    withoutKms: false,
    data: false,
    dataRead: true,
    dataWrite: true,
    dataScope: 'all',
    dataArns: '',
    selectorKind: 'basic',
    advanced: [],
    advancedText: null,
  };
}

/** Eight hexadecimal digits that make a name its own. */
export function nameSuffix(): string {
  return [...crypto.getRandomValues(new Uint8Array(4))]
    .map(byte => byte.toString(16).padStart(2, '0'))
    .join('');
}

export function bucketOf(draft: TrailDraft): string {
  return draft.storage === 'new' ? draft.newBucket : draft.existingBucket;
}

export function groupOf(draft: TrailDraft): string {
  return draft.group === 'new' ? draft.newGroup : draft.existingGroup;
}

/** The role's name as it is proposed until another one is typed. */
export function roleNameOf(draft: TrailDraft): string {
  return draft.newRole || `CloudTrailRoleForCloudWatchLogs_${draft.name}`;
}

export function dataArnsOf({ dataArns }: TrailDraft): string[] {
  return dataArns
    .split(/\s+/)
    .map(arn => arn.trim())
    .filter(arn => arn !== '');
}
