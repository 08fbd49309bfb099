import type { CountType, Rule } from './policy';

export const COUNT_TYPES: readonly { value: CountType; label: string }[] = [
  { value: 'imageCountMoreThan', label: 'More images than' },
  { value: 'sinceImagePushed', label: 'Days since the push' },
  { value: 'sinceImagePulled', label: 'Days since the last pull' },
  { value: 'sinceImageTransitioned', label: 'Days since archiving' },
];

export const TAG_STATUSES: readonly { value: Rule['selection']['tagStatus']; label: string }[] = [
  { value: 'tagged', label: 'Tagged' },
  { value: 'untagged', label: 'Untagged' },
  { value: 'any', label: 'Any' },
];

export interface Template {
  id: string;
  text: string;
  rule: Omit<Rule, 'rulePriority'>;
}

export const TEMPLATES: readonly Template[] = [
  {
    id: 'newest',
    text: 'Keep the newest 30 images',
    rule: {
      description: 'Keep the newest 30 images',
      selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 30 },
      action: { type: 'expire' },
    },
  },
  {
    id: 'untagged',
    text: 'Delete untagged images after 14 days',
    rule: {
      description: 'Delete untagged images after 14 days',
      selection: {
        tagStatus: 'untagged',
        countType: 'sinceImagePushed',
        countUnit: 'days',
        countNumber: 14,
      },
      action: { type: 'expire' },
    },
  },
  {
    id: 'release',
    text: 'Keep 100 release-* images',
    rule: {
      description: 'Keep 100 releases',
      selection: {
        tagStatus: 'tagged',
        tagPatternList: ['release-*'],
        countType: 'imageCountMoreThan',
        countNumber: 100,
      },
      action: { type: 'expire' },
    },
  },
];
