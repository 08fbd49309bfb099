import type { Failure } from '../../../api/failure';
import { selectorProblems } from '../eventSelectors/check';
import { parsedSelectors } from '../eventSelectors/text';
import { bucketOf, dataArnsOf, groupOf, roleNameOf, type TrailDraft } from './draft';
import { advancedOf } from './selectors';

/** What is wrong, by the field of the draft it is about. */
export type Problems = Partial<Record<keyof TrailDraft, string>>;

const TRAILS_MAX = 5;
const PREFIX_CHARACTERS_MAX = 200;
const GROUP_CHARACTERS_MAX = 512;
const ROLE_CHARACTERS_MAX = 64;
const TAG_KEY_CHARACTERS_MAX = 128;
const TAG_VALUE_CHARACTERS_MAX = 256;
const DATA_ARNS_MAX = 250;
const ADDRESS = /^\d{1,3}(\.\d{1,3}){3}$/;

/** AWS's own texts, spelling included (CloudTrail API, CreateTrail). */
export function trailNameProblem(name: string): string {
  if (name.length < 3) {
    return `Trail name too short. Minimum allowed length: 3 characters. Specified name length: ${name.length} characters.`;
  }
  if (name.length > 128) {
    return `Trail name too long. Maximum allowed length: 128 characters. Specified name length: ${name.length} characters.`;
  }
  if (!/^[A-Za-z0-9]/.test(name)) return 'Trail name must starts with a letter or number.';
  if (!/[A-Za-z0-9]$/.test(name)) return 'Trail name must ends with a letter or number.';
  if (!/^[A-Za-z0-9._-]+$/.test(name)) {
    return 'Trail name or ARN can only contain uppercase letters, lowercase letters, numbers, periods (.), hyphens (-), and underscores (_).';
  }
  if (/[._-]{2}/.test(name)) return 'Two of . _ - may not stand together.';
  return ADDRESS.test(name) ? 'A trail name may not look like an IP address.' : '';
}

export function bucketNameProblem(name: string): string {
  if (name.length < 3 || name.length > 63) return 'A bucket name has 3 to 63 characters.';
  if (!/^[a-z0-9.-]+$/.test(name)) return 'Only a–z, 0–9, dots and hyphens.';
  if (!/^[a-z0-9].*[a-z0-9]$/.test(name)) return 'It begins and ends with a letter or digit.';
  if (name.includes('..') || /\.-|-\./.test(name)) return 'A dot stands between letters or digits.';
  return ADDRESS.test(name) ? 'A bucket name may not look like an IP address.' : '';
}

export function prefixProblem(prefix: string): string {
  if (prefix.length > PREFIX_CHARACTERS_MAX) return 'A prefix has up to 200 characters.';
  return /^\/|\/$/.test(prefix) ? 'No slash at the beginning or end: it is added.' : '';
}

export function groupNameProblem(name: string): string {
  if (name === '' || name.length > GROUP_CHARACTERS_MAX) return 'A name has 1 to 512 characters.';
  if (name.startsWith('aws/')) return 'Names that begin with aws/ are reserved.';
  return /^[.\-_/#A-Za-z0-9]+$/.test(name) ? '' : 'Only letters, digits and . - _ / #';
}

export function roleNameProblem(name: string): string {
  if (name.length > ROLE_CHARACTERS_MAX) return 'A role name has up to 64 characters.';
  return /^[\w+=,.@-]+$/.test(name) ? '' : 'Only letters, digits and + = , . @ _ -';
}

/** Problems of the first step: name, storage, CloudWatch Logs, tags. */
export function attributeProblems(draft: TrailDraft, takenNames: readonly string[]): Problems {
  const taken = takenNames.includes(draft.name) ? 'There is a trail of this name.' : '';
  const full = `${TRAILS_MAX} trails are the most a Region has.`;
  return onlyReal({
    name: trailNameProblem(draft.name) || taken || (takenNames.length < TRAILS_MAX ? '' : full),
    ...storageProblems(draft),
    ...logsProblems(draft),
    tags: tagProblem(draft),
  });
}

export function storageProblems(draft: TrailDraft): Problems {
  const missing = bucketOf(draft) === '' ? 'Choose a bucket.' : '';
  return onlyReal({
    newBucket: draft.storage === 'new' ? bucketNameProblem(draft.newBucket) : '',
    existingBucket: draft.storage === 'existing' ? missing : '',
    prefix: prefixProblem(draft.prefix),
    kmsKey: draft.encrypted && draft.kmsKey.trim() === '' ? 'Give a key, or switch this off.' : '',
  });
}

export function logsProblems(draft: TrailDraft): Problems {
  if (!draft.logs) return {};
  const noGroup = groupOf(draft) === '' ? 'Choose a log group.' : '';
  const noRole = draft.existingRole === '' ? 'Choose a role.' : '';
  return onlyReal({
    newGroup: draft.group === 'new' ? groupNameProblem(draft.newGroup) : '',
    existingGroup: draft.group === 'existing' ? noGroup : '',
    newRole: draft.role === 'new' ? roleNameProblem(roleNameOf(draft)) : '',
    existingRole: draft.role === 'existing' ? noRole : '',
  });
}

/** Problems of the second step: which events are logged. */
export function eventProblems(draft: TrailDraft): Problems {
  if (draft.selectorKind === 'advanced') return onlyReal({ advanced: advancedProblem(draft) });
  const arns = dataArnsOf(draft);
  const unlike = arns.find(arn => !/^arn:aws:s3:::[^/]+\//.test(arn));
  const some = draft.data && draft.dataScope === 'some';
  const none = 'Give an ARN, such as arn:aws:s3:::bucket/';
  return onlyReal({
    management: draft.management || draft.data ? '' : 'Choose at least one type of events.',
    read: draft.management && !draft.read && !draft.write ? 'Choose read, write or both.' : '',
    dataRead:
      draft.data && !draft.dataRead && !draft.dataWrite ? 'Choose read, write or both.' : '',
    dataArns: !some
      ? ''
      : arns.length === 0
        ? none
        : unlike !== undefined
          ? `${unlike} is no ARN of objects.`
          : arns.length > DATA_ARNS_MAX
            ? `Up to ${DATA_ARNS_MAX} ARNs.`
            : '',
  });
}

/** What the server said of the selectors, at the field it is about; nothing for other failures. */
export function refusedEvents(failure: Failure | null, { selectorKind }: TrailDraft): Problems {
  if (failure?.code !== 'InvalidEventSelectorsException') return {};
  return { [selectorKind === 'advanced' ? 'advanced' : 'management']: failure.message };
}

function advancedProblem(draft: TrailDraft): string {
  const unread = draft.advancedText === null ? '' : parsedSelectors(draft.advancedText).problem;
  return unread || (selectorProblems(advancedOf(draft))[0]?.text ?? '');
}

function tagProblem({ tags }: TrailDraft): string {
  const keys = tags.map(({ Key = '' }) => Key);
  if (new Set(keys).size < keys.length) return 'Each key only once.';
  if (keys.some(key => key === '' || key.length > TAG_KEY_CHARACTERS_MAX)) {
    return 'Keys have 1 to 128 characters.';
  }
  const tooLong = tags.some(({ Value = '' }) => Value.length > TAG_VALUE_CHARACTERS_MAX);
  return tooLong ? 'Values have up to 256 characters.' : '';
}

function onlyReal(problems: Problems): Problems {
  return Object.fromEntries(Object.entries(problems).filter(([, text]) => text !== ''));
}
