import type { Row } from './cell';
import { failed, fillIn, lacks } from './wording';

const SESSION = 'POST /console/session';

export const shellPages: readonly Row[] = [
  {
    id: 'sign-in',
    title: 'Sign-in',
    path: () => '/console/sign-in',
    visitor: true,
    call: SESSION,
    sees: () => ['Sign in to Lading', 'User name'],
    cells: {
      empty: { sees: ['No console user yet', 'aws iam create-login-profile --user-name mary'] },
      loading: {
        act: async page => {
          await fillIn(page, 'signin-user', 'mary');
          await page.getByTestId('signin-submit').click();
        },
        sees: ['Sign in to Lading'],
      },
      error: {
        call: 'nothing',
        act: async page => {
          await fillIn(page, 'signin-user', 'mary');
          await fillIn(page, 'signin-password', 'wrong');
          await page.getByTestId('signin-submit').click();
        },
        sees: ['Your sign-in information is incorrect.'],
      },
      denied: 'To sign in nobody needs a permission.',
      long: {
        act: page => fillIn(page, 'signin-user', 'thenameofwhichisaslongasitmaybe'.repeat(4)),
        sees: ['User name'],
      },
      crowd: 'A form has no rows.',
      keyboard: {
        to: page => page.getByTestId('signin-user').locator('input'),
        keys: ['m', 'Tab', 'w', 'Enter'],
        sees: ['Your sign-in information is incorrect.'],
      },
    },
  },
  {
    id: 'switch-role',
    title: 'Switch role',
    path: () => '/console/switch-role?roleName=ops/deployer',
    call: 'POST /console/session/role',
    sees: () => ['Switch role', 'Display name'],
    cells: {
      empty: 'A form begins empty.',
      loading: {
        act: page => page.getByRole('button', { name: 'Switch role' }).click(),
        sees: ['Switch role'],
      },
      error: {
        act: page => page.getByRole('button', { name: 'Switch role' }).click(),
        sees: ['It <b>broke</b>, on purpose.'],
      },
      denied: {
        act: page => page.getByRole('button', { name: 'Switch role' }).click(),
        sees: ['is not authorized to perform: sts:AssumeRole'],
      },
      long: { path: ({ role }) => `/console/switch-role?roleName=${role}`, sees: ['Role name'] },
      crowd: 'It offers the five newest roles only.',
      keyboard: {
        to: page => page.getByRole('button', { name: 'Switch role' }),
        sees: ['is not authorized to perform: sts:AssumeRole'],
      },
    },
  },
  {
    id: 'home',
    title: 'Home',
    path: () => 'home',
    call: 'LookupEvents',
    sees: ({ repository }) => ['Needs attention', 'Happening now', repository],
    cells: {
      empty: {
        sees: [
          'Nothing has been pushed yet.',
          'aws ecr create-repository --repository-name team/app',
          'Nobody was refused.',
          'No trail: the history keeps 90 days',
        ],
      },
      loading: { sees: ['Reading the history'] },
      error: failed(),
      denied: lacks('cloudtrail:LookupEvents'),
      long: { sees: ['thenameofwhichisaslongasitmaybe'] },
      crowd: { sees: ['Happening now', 'crowd/app-0000:1.'] },
      keyboard: {
        to: page => page.getByTestId('home-newest').getByRole('link').first(),
        sees: ['Download record'],
      },
    },
  },
];
