import { useState } from 'react';
import { attachUserPolicy, createLoginProfile, createUser, putUserPolicy } from '../../../api/iam';
import { useChange } from '../../../api/query';
import { kindOf, managedArn } from './kinds';
import { newPassword } from './password';

const OWN_POLICY = 'access';
const NAME = /^[\w+=,.@-]{1,64}$/;

export interface CreatedUser {
  name: string;
  /** Empty when the user has none. */
  password: string;
}

export interface UserDraft {
  name: string;
  console: boolean;
  kind: string;
  policy: string;
}

const EMPTY: UserDraft = { name: '', console: true, kind: 'push', policy: '' };

/** The form of a new user; once made, with the password, which is never to be had again. */
export function useCreateUser() {
  const [draft, setDraft] = useState<UserDraft>(EMPTY);
  const [created, setCreated] = useState<CreatedUser | null>(null);
  const creation = useChange('iam', async region => {
    const { name } = draft;
    await createUser.run({ UserName: name }, region);
    const password = draft.console ? newPassword() : '';
    if (password !== '') {
      await createLoginProfile.run({ UserName: name, Password: password }, region);
    }
    for (const policy of kindOf(draft.kind)?.managed ?? []) {
      await attachUserPolicy.run({ UserName: name, PolicyArn: managedArn(policy) }, region);
    }
    if (draft.kind === 'json') {
      const input = { UserName: name, PolicyName: OWN_POLICY, PolicyDocument: draft.policy };
      await putUserPolicy.run(input, region);
    }
    return { name, password };
  });

  async function create(): Promise<void> {
    const made = await creation.run();
    if (made !== undefined) setCreated(made);
  }

  return {
    draft,
    change: (part: Partial<UserDraft>) => setDraft(before => ({ ...before, ...part })),
    changed: draft !== EMPTY && created === null,
    nameProblem: nameProblem(draft.name),
    create,
    running: creation.running,
    failure: creation.failure,
    created,
  };
}

export function nameProblem(name: string): string {
  if (NAME.test(name)) return '';
  return name.length > 64
    ? 'A name has up to 64 characters.'
    : 'Only letters, digits and + = , . @ _ -';
}
