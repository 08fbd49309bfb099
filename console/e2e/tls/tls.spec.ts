import { expect, test } from '../fixtures';
import { Shell } from '../page/Shell';
import { SignInPage } from '../page/SignInPage';
import { settled } from '../page/settled';
import { at, world } from '../world';

test('over TLS the cookie is bound to this host and to TLS', async ({ visitor }) => {
  const signIn = new SignInPage(visitor);
  await signIn.open();
  await expect(visitor.getByText('This page is not encrypted')).toHaveCount(0);
  await signIn.asUser(world.mary.name, world.mary.password);
  const shell = new Shell(visitor);
  await expect(shell.heading('Home')).toBeVisible();
  await settled(visitor);

  const cookies = await visitor.context().cookies();
  expect(cookies).toHaveLength(1);
  expect(cookies[0]).toMatchObject({
    name: expect.stringMatching(/^__Host-/),
    domain: new URL(world.url).hostname,
    path: '/',
    secure: true,
    httpOnly: true,
    sameSite: 'Strict',
  });
  expect(await visitor.evaluate(() => document.cookie)).toBe('');

  // Signed calls, and a new document, with that cookie.
  await visitor.goto(at('iam/users'));
  await expect(visitor.getByRole('link', { name: world.mary.name, exact: true })).toBeVisible();
  await settled(visitor);
  await shell.signOut();
  await expect(signIn.heading).toBeVisible();
  expect(await visitor.context().cookies()).toEqual([]);
});
