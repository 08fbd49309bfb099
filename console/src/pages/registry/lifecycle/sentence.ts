import { counted } from '../../../widgets/format';
import type { WhyKept } from './kept';
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

/** Why an image stays; `nameOf` says how an image is called by its digest. */
export function whyKeptText(why: WhyKept, nameOf: (digest: string) => string): string {
  switch (why.because) {
    case 'noRule':
      return 'No rule is about it.';
    case 'referrer':
      return `It refers to ${nameOf(why.subject)}, which stays.`;
    case 'withinCount': {
      const { countNumber } = why.rule.selection;
      const newest = countNumber === 1 ? 'the newest' : `among the newest ${countNumber}`;
      return `Rule ${why.rule.rulePriority} leaves it: ${newest}.${laterText(why.later)}`;
    }
    case 'young': {
      const { countNumber } = why.rule.selection;
      const days = `not older than ${counted(countNumber, 'day')}`;
      return `Rule ${why.rule.rulePriority} leaves it: ${days}.${laterText(why.later)}`;
    }
    case 'inIndex':
      return `Rule ${why.rule.rulePriority} would take it, but an index names it.`;
    case 'referrerInIndex':
      return `It refers to ${nameOf(why.subject)}, which goes, but an index names it.`;
    case 'leftByRule':
      return `Rule ${why.rule.rulePriority} leaves it, or an index that names it keeps it.${laterText(why.later)}`;
    case 'unclear':
      return 'It is not due; why, cannot be told from what was read.';
  }
}

/** An earlier rule keeps later ones off an image, even if it leaves the image itself. */
function laterText(later: readonly Rule[]): string {
  const [only, ...more] = later.map(({ rulePriority }) => rulePriority);
  if (only === undefined) return '';
  if (more.length === 0) return ` That keeps rule ${only} off it.`;
  return ` That keeps rules ${[only, ...more].join(', ')} off it.`;
}
