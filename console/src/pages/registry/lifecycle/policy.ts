/** Lifecycle policies: the text the API takes, and the rules a form edits. */

export type CountType =
  | 'imageCountMoreThan'
  | 'sinceImagePushed'
  | 'sinceImagePulled'
  | 'sinceImageTransitioned';

export interface Rule {
  rulePriority: number;
  description?: string;
  selection: {
    tagStatus: 'tagged' | 'untagged' | 'any';
    tagPrefixList?: string[];
    tagPatternList?: string[];
    storageClass?: 'standard' | 'archive';
    countType: CountType;
    countUnit?: 'days';
    countNumber: number;
  };
  action: { type: 'expire' | 'transition'; targetStorageClass?: 'archive' };
}

export const RULES_MAX = 50;
const ARCHIVED_DAYS_MIN = 90;

/** Reads a policy's rules; a text instead says what is wrong with it. */
export function rulesOf(text: string): Rule[] | string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    return `Not JSON: ${(error as Error).message}`;
  }
  const rules = (parsed as { rules?: unknown } | null)?.rules;
  if (!Array.isArray(rules)) return 'A policy is an object with a list called rules.';
  const odd = rules.findIndex(rule => !isRule(rule));
  return odd < 0 ? rules : `Rule ${odd + 1} lacks rulePriority, selection or action.`;
}

function isRule(value: unknown): value is Rule {
  const rule = value as Partial<Rule> | null;
  const { rulePriority, selection, action } = rule ?? {};
  return (
    typeof rulePriority === 'number' &&
    typeof selection?.tagStatus === 'string' &&
    typeof selection.countType === 'string' &&
    typeof action?.type === 'string'
  );
}

export function policyText(rules: readonly Rule[]): string {
  return JSON.stringify({ rules }, null, 2);
}

/** What is wrong with rules as a whole; the server checks all of it again. */
export function ruleProblems(rules: readonly Rule[]): string[] {
  const problems: string[] = [];
  if (rules.length > RULES_MAX) problems.push(`More than ${RULES_MAX} rules.`);
  const priorities = rules.map(({ rulePriority }) => rulePriority);
  if (new Set(priorities).size < priorities.length) problems.push('Two rules share a priority.');
  const last = Math.max(...priorities);
  for (const rule of rules) problems.push(...problemsOf(rule, last));
  if (rules.filter(({ selection }) => selection.tagStatus === 'untagged').length > 1) {
    problems.push('Only one rule may be about untagged images.');
  }
  return problems;
}

function problemsOf({ rulePriority, selection, action }: Rule, last: number): string[] {
  const { tagStatus, countType, countNumber } = selection;
  const names = [...(selection.tagPrefixList ?? []), ...(selection.tagPatternList ?? [])];
  const at = `Rule ${rulePriority}`;
  const found: [boolean, string][] = [
    [rulePriority < 1, `${at}: priorities begin at 1.`],
    [countNumber < 1, `${at}: the number must be 1 or more.`],
    [tagStatus === 'tagged' && names.length === 0, `${at}: tagged needs a pattern or a prefix.`],
    [tagStatus === 'any' && rulePriority < last, `${at}: a rule for any image must come last.`],
    [
      countType === 'sinceImagePulled' && action.type === 'expire',
      `${at}: days since the last pull can only archive.`,
    ],
    [
      countType === 'sinceImageTransitioned' && countNumber < ARCHIVED_DAYS_MIN,
      `${at}: archived images are kept for at least ${ARCHIVED_DAYS_MIN} days.`,
    ],
  ];
  return found.filter(([wrong]) => wrong).map(([, problem]) => problem);
}

/** Changes one rule's place; all priorities are numbered anew from 1. */
export function moved(rules: readonly Rule[], from: number, to: number): Rule[] {
  const next = [...rules];
  const [rule] = next.splice(from, 1);
  if (rule !== undefined) next.splice(Math.max(0, to), 0, rule);
  return numbered(next);
}

export function numbered(rules: readonly Rule[]): Rule[] {
  return rules.map((rule, index) => ({ ...rule, rulePriority: index + 1 }));
}

/** Rules in the order in which they apply. */
export function inOrder(rules: readonly Rule[]): Rule[] {
  return [...rules].sort((a, b) => a.rulePriority - b.rulePriority);
}
