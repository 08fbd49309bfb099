/** Repository policies: reading them, and saying what is wrong with them before the server does. */

export interface Statement {
  Sid?: string;
  Effect?: string;
  Principal?: unknown;
  NotPrincipal?: unknown;
  Action?: unknown;
  NotAction?: unknown;
  Resource?: unknown;
  Condition?: Record<string, Record<string, unknown>>;
}

export const CHARACTERS_MAX = 10_240;
const KNOWN_MEMBERS = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]);

/** Reads a policy's statements; a text instead says what is wrong with it. */
export function statementsOf(text: string): Statement[] | string {
  let parsed: { Statement?: unknown } | null;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    return `Not JSON: ${(error as Error).message}`;
  }
  if (typeof parsed !== 'object' || parsed === null) return 'A policy is a JSON object.';
  const found = parsed.Statement ?? [];
  const statements = Array.isArray(found) ? found : [found];
  const all = statements.every(one => typeof one === 'object' && one !== null);
  return all ? statements : 'Every statement is a JSON object.';
}

/** One value or a list of them, as a list of texts. */
export function textsOf(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]).map(String);
}

/** `{"AWS": …, "Service": …}` or `*` as a list of texts. */
export function principalsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return textsOf(value);
  return Object.values(value).flatMap(textsOf);
}

/** Errors keep the policy from being saved; warnings do not. */
export interface Finding {
  severity: 'error' | 'warning';
  text: string;
}

/** What is wrong, or at least odd, with a policy; the server checks all of it again. */
export function policyFindings(text: string, actions: ReadonlySet<string>): Finding[] {
  const statements = statementsOf(text);
  if (typeof statements === 'string') return [{ severity: 'error', text: statements }];
  const findings = statements.flatMap((one, index) => statementFindings(one, index, actions));
  if (text.length > CHARACTERS_MAX) {
    findings.push({ severity: 'error', text: `Longer than ${CHARACTERS_MAX} characters.` });
  }
  return findings;
}

function statementFindings(
  statement: Statement,
  index: number,
  actions: ReadonlySet<string>,
): Finding[] {
  const at = statement.Sid ? `Statement ${statement.Sid}` : `Statement ${index + 1}`;
  const error = (text: string): Finding => ({ severity: 'error', text: `${at}: ${text}` });
  const warning = (text: string): Finding => ({ severity: 'warning', text: `${at}: ${text}` });
  const findings: Finding[] = [];
  if (statement.Effect !== 'Allow' && statement.Effect !== 'Deny') {
    findings.push(error('Effect is Allow or Deny.'));
  }
  if (statement.Principal === undefined && statement.NotPrincipal === undefined) {
    findings.push(error('a Principal is missing: whom is this about?'));
  }
  const named = textsOf(statement.Action);
  if (named.length === 0 && statement.NotAction === undefined) {
    findings.push(error('an Action is missing.'));
  }
  for (const member of Object.keys(statement)) {
    if (!KNOWN_MEMBERS.has(member)) findings.push(error(`${member} is no member of a statement.`));
  }
  for (const action of named) {
    if (!isKnown(action, actions)) findings.push(warning(`there is no action ${action}.`));
    if (action === 'ecr:GetAuthorizationToken') {
      findings.push(warning('ecr:GetAuthorizationToken cannot be granted by a repository.'));
    }
  }
  const everyone = principalsOf(statement.Principal).includes('*');
  if (everyone && statement.Effect === 'Allow' && statement.Condition === undefined) {
    findings.push(warning('everyone, in every account, without a condition.'));
  }
  return findings;
}

function isKnown(action: string, actions: ReadonlySet<string>): boolean {
  if (actions.has(action)) return true;
  if (!/[*?]/.test(action)) return false;
  const escaped = action.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  const pattern = new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i');
  return [...actions].some(known => pattern.test(known)) || action === '*';
}
