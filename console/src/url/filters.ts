/** Filter tokens in the address: `f=<property>~<operator>~<value>`, once for each token. */

export interface FilterToken {
  property: string;
  operator: string;
  value: string;
}

/** URL words and the operators that filter bars show. */
const OPERATORS: Record<string, string> = {
  eq: '=',
  ne: '!=',
  has: ':',
  hasnt: '!:',
  pre: '^',
  notpre: '!^',
  gt: '>',
  lt: '<',
  ge: '>=',
  le: '<=',
};
const WORDS = Object.fromEntries(Object.entries(OPERATORS).map(([word, sign]) => [sign, word]));

export function tokenText({ property, operator, value }: FilterToken): string {
  return `${property}~${WORDS[operator] ?? 'eq'}~${value}`;
}

/** Reads a token back; null when it is none. An empty property is free text. */
export function tokenOf(text: string): FilterToken | null {
  const [property, word, ...rest] = text.split('~');
  const operator = word === undefined ? undefined : OPERATORS[word];
  if (property === undefined || operator === undefined || rest.length === 0) return null;
  return { property, operator, value: rest.join('~') };
}

export function tokensOf(params: URLSearchParams): FilterToken[] {
  return params
    .getAll('f')
    .map(tokenOf)
    .filter(token => token !== null);
}

/** Returns the parameters with these tokens in place of those they had; all others stay. */
export function withTokens(
  params: URLSearchParams,
  tokens: readonly FilterToken[],
): URLSearchParams {
  const next = new URLSearchParams(params);
  next.delete('f');
  for (const token of tokens) next.append('f', tokenText(token));
  return next;
}
