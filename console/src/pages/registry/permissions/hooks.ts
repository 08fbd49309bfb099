import { useEffect, useState } from 'react';
import { deleteRepositoryPolicy, setRepositoryPolicy } from '../../../api/ecr';
import { useChange } from '../../../api/query';
import { useScope } from '../../../url/scope';
import { ACTIONS, TEMPLATES } from './config';
import { policyFindings, statementsOf } from './policy';
import { useStoredPolicy } from './usePolicy';

const VERSION = '2012-10-17';

export function usePolicyEditor(name: string) {
  const { account } = useScope();
  const stored = useStoredPolicy(name);
  const [text, setText] = useState<string | null>(null);
  useEffect(() => {
    if (stored.text !== undefined && text === null) setText(stored.text);
  }, [stored.text, text]);
  const current = text ?? '';
  // No text at all is the wish to have no policy.
  const save = useChange('ecr', async (region: string, force: boolean) => {
    if (current.trim() === '') {
      return deleteRepositoryPolicy.run({ repositoryName: name }, region);
    }
    const input = { repositoryName: name, policyText: current, force };
    return setRepositoryPolicy.run(input, region);
  });

  function addTemplate(id: string): void {
    const template = TEMPLATES.find(one => one.id === id);
    const before = statementsOf(current || '{}');
    if (template === undefined || typeof before === 'string') return;
    const policy = { Version: VERSION, Statement: [...before, template.statement(account)] };
    setText(JSON.stringify(policy, null, 2));
  }

  return {
    stored,
    /** Nothing may be written over a policy that was not read. */
    ready: text !== null,
    text: current,
    setText,
    addTemplate,
    findings: current.trim() === '' ? [] : policyFindings(current, ACTIONS),
    changed: text !== null && text !== stored.text,
    save,
  };
}
