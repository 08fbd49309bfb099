import { accessible, expect, test } from './fixtures';
import { Shell } from './page/Shell';
import { SignInPage } from './page/SignInPage';
import { settled } from './page/settled';
import { at, world } from './world';

test('a page asks who is there, and comes back after the sign-in', async ({ visitor }) => {
  await visitor.goto(at('ecr/repositories?f=name~%3A~app'));
  const signIn = new SignInPage(visitor);
  await expect(signIn.heading).toBeVisible();
  await accessible(visitor);
  await signIn.asUser(world.mary.name, world.mary.password);
  await expect(new Shell(visitor).heading('Repositories')).toBeVisible();
  expect(visitor.url()).toContain('f=name~');
});

test('every wrong combination has the same answer', async ({ visitor }) => {
  const signIn = new SignInPage(visitor);
  for (const name of [world.mary.name, 'no-such-user']) {
    await signIn.open();
    await signIn.asUser(name, 'wrong');
    await expect(signIn.error).toContainText('Your sign-in information is incorrect.');
  }
  await accessible(visitor);
});

test('root signs in with its access key', async ({ visitor }) => {
  const signIn = new SignInPage(visitor);
  await signIn.open();
  await signIn.withKey(world.root.keyId, world.root.secret);
  await expect(new Shell(visitor).heading('Home')).toBeVisible();
  await expect(visitor.getByRole('button', { name: /^root, account/ })).toBeVisible();
});

test('nobody is sent to another site after the sign-in', async ({ visitor }) => {
  const signIn = new SignInPage(visitor);
  await signIn.open('https://example.org/console/');
  await signIn.asUser(world.mary.name, world.mary.password);
  await expect(new Shell(visitor).heading('Home')).toBeVisible();
  expect(new URL(visitor.url()).origin).toBe(world.url);
});

test('a reload keeps the session, a sign-out ends it', async ({ visitor }) => {
  const signIn = new SignInPage(visitor);
  const shell = new Shell(visitor);
  await signIn.open();
  await signIn.asUser(world.mary.name, world.mary.password);
  await expect(shell.heading('Home')).toBeVisible();
  await visitor.reload();
  await expect(shell.heading('Home')).toBeVisible();
  await settled(visitor);
  const kept = await visitor.evaluate(() => JSON.stringify([localStorage, sessionStorage]));
  expect(kept).not.toContain('ASIA');
  await shell.signOut();
  await expect(signIn.heading).toBeVisible();
  await visitor.goto(at('home'));
  await expect(signIn.heading).toBeVisible();
});

test('a session that ended is renewed over the page', async ({ visitor }) => {
  const signIn = new SignInPage(visitor);
  const shell = new Shell(visitor);
  await signIn.open(`/console/${world.account}/${world.region}/ecr/repositories`);
  await signIn.asUser(world.mary.name, world.mary.password);
  await expect(shell.heading('Repositories')).toBeVisible();
  await settled(visitor);
  await visitor.context().clearCookies();
  await visitor.getByRole('button', { name: 'Refresh Repositories' }).click();
  const dialog = visitor.getByRole('dialog', { name: 'Your session has ended' });
  await expect(dialog).toBeVisible();
  await signIn.asUser(world.mary.name, world.mary.password);
  await expect(dialog).toBeHidden();
  await settled(visitor);
  await expect(visitor.getByRole('link', { name: world.repository })).toBeVisible();
});
