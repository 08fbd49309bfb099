import type { AdvancedEventSelector, EventSelector } from '@aws-sdk/client-cloudtrail';
import { selectorOf } from '../eventSelectors/draft';
import { parsedSelectors } from '../eventSelectors/text';
import { dataArnsOf, type TrailDraft } from './draft';

type Events = Pick<
  TrailDraft,
  | 'management'
  | 'read'
  | 'write'
  | 'withoutKms'
  | 'data'
  | 'dataRead'
  | 'dataWrite'
  | 'dataScope'
  | 'dataArns'
>;

const KMS = 'kms.amazonaws.com';
const OBJECTS = 'AWS::S3::Object';
const ALL_OBJECTS = 'arn:aws:s3';

/** The basic selectors that stand for what was ticked. */
export function selectorsOf(draft: TrailDraft): EventSelector[] {
  const selectors: EventSelector[] = [];
  if (draft.management) {
    selectors.push({
      ReadWriteType: readWrite(draft.read, draft.write),
      IncludeManagementEvents: true,
      DataResources: [],
      ExcludeManagementEventSources: draft.withoutKms ? [KMS] : [],
    });
  }
  if (draft.data) {
    const values = draft.dataScope === 'all' ? [ALL_OBJECTS] : dataArnsOf(draft);
    selectors.push({
      ReadWriteType: readWrite(draft.dataRead, draft.dataWrite),
      IncludeManagementEvents: false,
      DataResources: [{ Type: OBJECTS, Values: values }],
      ExcludeManagementEventSources: [],
    });
  }
  return selectors;
}

/** The advanced selectors of a draft; none while they are a text that does not hold any. */
export function advancedOf({ advanced, advancedText }: TrailDraft): AdvancedEventSelector[] {
  if (advancedText === null) return advanced.map(selectorOf);
  return parsedSelectors(advancedText).selectors ?? [];
}

/** What the trail is to log, as the members of PutEventSelectors. */
export function wantedSelectors(draft: TrailDraft) {
  return draft.selectorKind === 'advanced'
    ? { AdvancedEventSelectors: advancedOf(draft) }
    : { EventSelectors: selectorsOf(draft) };
}

/** Whether a new trail has these selectors anyway. */
export function isUsual(draft: TrailDraft): boolean {
  if (draft.selectorKind === 'advanced') return false;
  return draft.management && draft.read && draft.write && !draft.withoutKms && !draft.data;
}

/** Selectors as the form shows them; null when they say more than it has fields for. */
export function eventsOf(selectors: readonly EventSelector[]): Events | null {
  const management = selectors.filter(one => one.IncludeManagementEvents);
  const data = selectors.filter(one => (one.DataResources ?? []).length > 0);
  const resources = data.flatMap(one => one.DataResources ?? []);
  const simple =
    management.length <= 1 &&
    data.length <= 1 &&
    resources.length <= 1 &&
    resources.every(({ Type }) => Type === OBJECTS);
  const shared = management[0] !== undefined && management[0] === data[0];
  if (!simple || (shared && data.length > 0)) return null;
  const arns = resources[0]?.Values ?? [];
  const all = arns.length === 0 || arns.includes(ALL_OBJECTS);
  return {
    management: management.length > 0,
    read: management[0]?.ReadWriteType !== 'WriteOnly',
    write: management[0]?.ReadWriteType !== 'ReadOnly',
    withoutKms: management[0]?.ExcludeManagementEventSources?.includes(KMS) ?? false,
    data: data.length > 0,
    dataRead: data[0]?.ReadWriteType !== 'WriteOnly',
    dataWrite: data[0]?.ReadWriteType !== 'ReadOnly',
    dataScope: all ? 'all' : 'some',
    dataArns: all ? '' : arns.join('\n'),
  };
}

function readWrite(read: boolean, write: boolean): 'All' | 'ReadOnly' | 'WriteOnly' {
  if (read && write) return 'All';
  return read ? 'ReadOnly' : 'WriteOnly';
}
