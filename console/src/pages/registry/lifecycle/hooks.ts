import { useEffect, useState } from 'react';
import { deleteLifecyclePolicy, putLifecyclePolicy } from '../../../api/ecr';
import { useChange } from '../../../api/query';
import { inOrder, policyText, type Rule, ruleProblems, rulesOf } from './policy';
import { useStoredLifecycle } from './useLifecycle';

const NO_RULES = policyText([]);

/** One text behind the form and the JSON; both change it, both read it. */
export function useEditor(name: string) {
  const stored = useStoredLifecycle(name);
  const [text, setText] = useState<string | null>(null);
  const [testedText, setTestedText] = useState<string | null>(null);
  useEffect(() => {
    if (stored.text !== undefined && text === null) {
      setText(stored.text === '' ? NO_RULES : pretty(stored.text));
    }
  }, [stored.text, text]);

  const current = text ?? NO_RULES;
  const parsed = rulesOf(current);
  const rules = typeof parsed === 'string' ? [] : inOrder(parsed);
  const problems = typeof parsed === 'string' ? [parsed] : ruleProblems(parsed);
  const save = useChange('ecr', (region: string) =>
    rules.length === 0
      ? deleteLifecyclePolicy.run({ repositoryName: name }, region)
      : putLifecyclePolicy.run({ repositoryName: name, lifecyclePolicyText: current }, region),
  );
  const before = stored.text === '' ? NO_RULES : pretty(stored.text ?? '');
  return {
    stored,
    ready: text !== null,
    text: current,
    setText,
    rules,
    setRules: (next: readonly Rule[]) => setText(policyText(next)),
    readable: typeof parsed !== 'string',
    problems,
    changed: text !== null && text !== before,
    tested: testedText === current,
    markTested: () => setTestedText(current),
    save,
  };
}

export type Editor = ReturnType<typeof useEditor>;

function pretty(text: string): string {
  const rules = rulesOf(text);
  return typeof rules === 'string' ? text : JSON.stringify(JSON.parse(text), null, 2);
}
