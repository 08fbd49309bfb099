import { visibleText } from '../../../widgets/format';
import { ACTION_GROUPS } from './config';
import { principalsOf, type Statement, textsOf } from './policy';

/** A statement as people say it: "arn:…:role/ci may pull and push." */
export function statementSentence(statement: Statement, index: number) {
  const { Effect, Principal, NotPrincipal, Action, NotAction, Condition } = statement;
  const who =
    NotPrincipal === undefined
      ? principalsOf(Principal).map(whoText).join(', ')
      : `everyone but ${principalsOf(NotPrincipal).join(', ')}`;
  const what =
    NotAction === undefined
      ? actionsText(textsOf(Action))
      : `do all but ${textsOf(NotAction).join(', ')}`;
  const verb = Effect === 'Deny' ? 'may not' : 'may';
  const when = Condition === undefined ? '' : `, if ${conditionText(Condition)}`;
  const key = `${index}${statement.Sid ?? ''}`;
  return { key, text: visibleText(`${who} ${verb} ${what}${when}.`) };
}

function whoText(principal: string): string {
  if (principal === '*') return 'Everyone';
  const account = /^(?:arn:aws:iam::)?(\d{12})(?::root)?$/.exec(principal)?.[1];
  return account === undefined ? principal : `Account ${account}`;
}

function actionsText(actions: readonly string[]): string {
  if (actions.includes('ecr:*') || actions.includes('*')) return 'do everything';
  const words: string[] = [];
  let rest = [...actions];
  for (const [group, members] of Object.entries(ACTION_GROUPS)) {
    if (!members.every(member => actions.includes(member))) continue;
    words.push(group.toLowerCase());
    rest = rest.filter(action => !(members as readonly string[]).includes(action));
  }
  return [...words, ...rest].join(', ');
}

function conditionText(condition: Record<string, Record<string, unknown>>): string {
  const parts = Object.entries(condition).flatMap(([operator, pairs]) =>
    Object.entries(pairs).map(
      ([key, value]) => `${key} ${operator} ${textsOf(value).join(' or ')}`,
    ),
  );
  return parts.join(' and ');
}
