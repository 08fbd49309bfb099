import type { CountType, Rule } from './policy';

/** A rule as the form holds it: every field a text or a choice. */
export interface Draft {
  description: string;
  tagStatus: Rule['selection']['tagStatus'];
  /** By comma; prefixes of older policies read as patterns. */
  patterns: string;
  countType: CountType;
  number: string;
  action: Rule['action']['type'];
}

export function draftOf({ description = '', selection, action }: Rule): Draft {
  const { tagPatternList = [], tagPrefixList = [] } = selection;
  return {
    description,
    tagStatus: selection.tagStatus,
    patterns: [...tagPatternList, ...tagPrefixList.map(prefix => `${prefix}*`)].join(', '),
    countType: selection.countType,
    number: String(selection.countNumber),
    action: action.type,
  };
}

export function ruleOf(draft: Draft, rulePriority: number): Rule {
  const { tagStatus, countType, description } = draft;
  const patterns = draft.patterns.split(',').map(text => text.trim());
  const kind = actionKind(draft);
  return {
    rulePriority,
    ...(description === '' ? {} : { description }),
    selection: {
      tagStatus,
      ...(tagStatus === 'tagged' ? { tagPatternList: patterns.filter(Boolean) } : {}),
      ...(countType === 'sinceImageTransitioned' ? { storageClass: 'archive' } : {}),
      countType,
      ...(countType === 'imageCountMoreThan' ? {} : { countUnit: 'days' }),
      countNumber: Number(draft.number),
    },
    action: kind === 'transition' ? { type: kind, targetStorageClass: 'archive' } : { type: kind },
  };
}

function actionKind({ countType, action }: Draft): Rule['action']['type'] {
  if (countType === 'sinceImagePulled') return 'transition';
  return countType === 'sinceImageTransitioned' ? 'expire' : action;
}
