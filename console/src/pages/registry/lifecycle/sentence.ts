import type { Rule } from './policy';

/** Which images a rule is about. */
export function matchText({ selection }: Rule): string {
  const { tagStatus, tagPrefixList = [], tagPatternList = [] } = selection;
  if (tagStatus === 'any') return 'Any image';
  if (tagStatus === 'untagged') return 'Untagged images';
  const names = [...tagPatternList, ...tagPrefixList.map(prefix => `${prefix}*`)];
  return `Images tagged ${names.join(' and ')}`;
}

/** What a rule does with them. */
export function actionText({ selection, action }: Rule): string {
  const verb = action.type === 'expire' ? 'Delete' : 'Archive';
  const { countType, countNumber } = selection;
  switch (countType) {
    case 'imageCountMoreThan':
      return `${verb} all but the newest ${countNumber}`;
    case 'sinceImagePushed':
      return `${verb} ${countNumber} days after the push`;
    case 'sinceImagePulled':
      return `${verb} ${countNumber} days after the last pull`;
    case 'sinceImageTransitioned':
      return `${verb} ${countNumber} days after archiving`;
  }
}
