import type { Page } from '@playwright/test';
import type { Row } from './cell';
import { FORM_EMPTY, FORM_ROWS, failed, fillIn, lacks } from './wording';

const LONG = 'thenameofwhichisaslongasitmaybe';

async function submit(page: Page): Promise<void> {
  await fillIn(page, 'user-name', 'another');
  await page.getByTestId('user-create').click();
}

export const identityPages: readonly Row[] = [
  {
    id: 'users',
    title: 'Users',
    path: () => 'iam/users',
    call: 'ListUsers',
    sees: ({ user }) => ['Users', user],
    cells: {
      empty: { sees: ['Only root so far.', 'aws iam create-user --user-name mary'] },
      loading: { sees: ['Loading users'] },
      error: failed(),
      denied: lacks('iam:ListUsers'),
      long: { sees: [LONG] },
      crowd: { sees: ['(1,201)', 'user-0000'] },
      keyboard: { to: page => page.getByTestId('users-create'), sees: ['1 to 64 letters'] },
    },
  },
  {
    id: 'create-user',
    title: 'Create user',
    path: () => 'iam/users/create',
    call: 'CreateUser',
    sees: () => ['Create user', 'Permissions'],
    cells: {
      empty: FORM_EMPTY,
      loading: { act: submit, sees: ['Create user'] },
      error: { ...failed(), act: submit },
      denied: { ...lacks('iam:CreateUser'), act: submit },
      long: { act: page => fillIn(page, 'user-name', LONG.repeat(3)), sees: ['1 to 64'] },
      crowd: FORM_ROWS,
      keyboard: {
        to: page => page.getByTestId('user-create'),
        sees: ['1 to 64'],
      },
    },
  },
  {
    id: 'user',
    title: 'User',
    path: ({ user }) => `iam/users/${user}`,
    call: 'ListUserPolicies',
    sees: ({ user }) => [user, 'works-here'],
    cells: {
      empty: { place: 'bare', sees: ['No policies.', 'aws iam attach-'] },
      loading: { sees: ['Reading the policies'] },
      error: failed(),
      denied: lacks('iam:GetUser'),
      long: { sees: [LONG] },
      crowd: 'A user has ten attached policies at most.',
      keyboard: { to: page => page.getByTestId('policy-add'), sees: ['Add permissions'] },
    },
  },
  {
    id: 'user-credentials',
    title: 'User, security credentials',
    path: ({ user }) => `iam/users/${user}?tab=credentials`,
    call: 'ListAccessKeys',
    sees: () => ['Access keys', 'Active'],
    cells: {
      empty: {
        place: 'bare',
        sees: ['No access keys.', 'aws iam create-access-key', 'No MFA device.'],
      },
      loading: { sees: ['Reading the keys'] },
      error: failed(),
      denied: lacks('iam:ListAccessKeys'),
      long: { sees: [LONG] },
      crowd: 'A user has two access keys at most.',
      keyboard: { to: page => page.getByTestId('key-create'), sees: ['Create access key'] },
    },
  },
  {
    id: 'roles',
    title: 'Roles',
    path: () => 'iam/roles',
    call: 'ListRoles',
    sees: ({ role }) => ['Roles', role],
    cells: {
      empty: { sees: ['No roles.', 'aws iam create-role --role-name builder'] },
      loading: { sees: ['Loading roles'] },
      error: failed(),
      denied: lacks('iam:ListRoles'),
      long: { sees: [LONG] },
      crowd: { sees: ['(990)', 'role-0000'] },
      keyboard: {
        to: page => page.getByTestId('roles-table').locator('table').last(),
        keys: ['ArrowDown', 'Enter'],
        sees: ['Switch to this role'],
      },
    },
  },
  {
    id: 'role',
    title: 'Role',
    path: ({ role }) => `iam/roles/${role}`,
    call: 'ListRolePolicies',
    sees: ({ role }) => [role, 'push'],
    cells: {
      empty: { place: 'bare', sees: ['No policies.', 'aws iam attach-'] },
      loading: { sees: ['Reading the policies'] },
      error: failed(),
      denied: lacks('iam:GetRole'),
      long: { sees: [LONG] },
      crowd: 'A role has ten attached policies at most.',
      keyboard: {
        to: page => page.getByRole('tab', { name: 'Permissions' }),
        keys: ['ArrowRight', 'Enter'],
        sees: ['Trust policy'],
      },
    },
  },
  {
    id: 'me',
    title: 'My security credentials',
    path: () => 'iam/me',
    call: 'ListAccessKeys',
    sees: () => ['My security credentials', 'This session'],
    cells: {
      empty: {
        place: 'long',
        sees: ['No access keys.', 'aws iam create-access-key', 'No MFA device.'],
      },
      loading: { sees: ['Reading the keys'] },
      error: failed(),
      denied: lacks('iam:ListAccessKeys'),
      long: { sees: [LONG] },
      crowd: 'A user has two access keys at most.',
      keyboard: { to: page => page.getByTestId('key-create'), sees: ['Create access key'] },
    },
  },
];
