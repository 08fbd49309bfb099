import type { Role } from '@aws-sdk/client-iam';

interface Statement {
  Effect?: string;
  Principal?: string | Record<string, string | string[]>;
  Action?: string | string[];
  Condition?: Record<string, Record<string, unknown>>;
}

/** Whom a role's trust policy names, as short as it can be said. */
export function trustText(role: Role): string {
  const named = statementsOf(role.AssumeRolePolicyDocument ?? '').flatMap(principalsOf);
  return [...new Set(named)].join(', ');
}

/** A trust policy as sentences, one for each statement. */
export function trustSentences(document: string): string[] {
  return statementsOf(document).map(statement => {
    const who = principalsOf(statement).join(', ') || 'Nobody';
    const may = statement.Effect === 'Deny' ? 'may not' : 'may';
    return `${who} ${may} wear this role${conditionText(statement)}.`;
  });
}

function conditionText({ Condition = {} }: Statement): string {
  const conditions = Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, value]) => `${key} ${operator} ${[value].flat().join(', ')}`),
  );
  return conditions.length === 0 ? '' : ` if ${conditions.join(' and ')}`;
}

function principalsOf({ Principal }: Statement): string[] {
  if (Principal === undefined) return [];
  if (Principal === '*') return ['Everyone'];
  if (typeof Principal === 'string') return [Principal];
  return Object.values(Principal)
    .flat()
    .map(name => (name === '*' ? 'Everyone' : name));
}

function statementsOf(encoded: string): Statement[] {
  try {
    const { Statement = [] } = JSON.parse(decodeURIComponent(encoded)) as {
      Statement?: Statement | Statement[];
    };
    return [Statement].flat();
  } catch {
    return [];
  }
}
