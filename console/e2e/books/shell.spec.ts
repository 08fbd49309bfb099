import { accessible, expect, test } from '../fixtures';
import { Shell } from '../page/Shell';
import { SignInPage } from '../page/SignInPage';
import { settled } from '../page/settled';
import { world } from '../world';

test('the search finds every kind of resource, and keys are enough for it', async ({ mary }) => {
  const shell = new Shell(mary);
  await shell.open('home');
  const kinds: [string, string, string][] = [
    ['team', 'Repositories', world.repository],
    ['books', 'Trails', world.trail],
    ['/books', 'Log groups', '/books'],
    [world.nobody.name, 'Users', world.nobody.name],
    ['books-to', 'Roles', world.role],
  ];
  for (const [text, label, name] of kinds) {
    await mary.keyboard.press('Alt+s');
    await expect(shell.searchBox).toBeFocused();
    await shell.searchFor(text);
    const found = mary.getByRole('listbox', { name: text });
    await expect(found.getByText(label)).toBeVisible();
    await expect(found.getByRole('option', { name, exact: true })).toBeVisible();
  }
  await accessible(mary);
  await mary.keyboard.press('Escape');
  await expect(mary.getByRole('option')).toHaveCount(0);
  await shell.searchFor('books');
  await mary.keyboard.press('ArrowDown');
  await mary.keyboard.press('Enter');
  await expect(shell.heading(world.trail)).toBeVisible();
  await shell.searchFor('log groups');
  await mary.keyboard.press('Enter');
  await expect(shell.heading('Log groups')).toBeVisible();
});

test('what one may not list is left out of the search, which says so', async ({ nobody }) => {
  const shell = new Shell(nobody);
  await shell.open('home');
  await shell.searchFor('trail');
  await expect(nobody.getByRole('option', { name: 'CloudTrail CloudTrail' })).toBeVisible();
  await expect(
    nobody.getByText(
      'Not searched, as you have no permission: Repositories, Trails, Log groups, Users, Roles.',
    ),
  ).toBeVisible();
});

test('the navigation folds the pages of CloudWatch Logs', async ({ mary }) => {
  const shell = new Shell(mary);
  await shell.open('cloudwatch/logs/groups');
  const menu = mary.getByRole('navigation', { name: 'Side navigation' });
  const link = menu.getByRole('link', { name: 'Log groups', exact: true });
  await expect(link).toHaveAttribute('aria-current', 'page');
  await menu.getByRole('button', { name: 'Logs', exact: true }).click();
  await expect(link).toBeHidden();
});

test('the settings are a menu of their own', async ({ mary }) => {
  const shell = new Shell(mary);
  await shell.open('home');
  await mary.getByRole('button', { name: 'Settings', exact: true }).click();
  await accessible(mary);
  await mary.getByRole('menuitemcheckbox', { name: 'Dark' }).click();
  await expect(mary.locator('body')).toHaveClass(/awsui-dark-mode/);
});

test('the user menu copies the account and switches to recent roles', async ({ mary }) => {
  const shell = new Shell(mary);
  await shell.open('home');
  await shell.choose(`Copy account id ${world.account}`);
  await expect(shell.flash(`Account id ${world.account}`)).toBeVisible();

  await shell.choose('Switch role');
  await mary.getByLabel('Role name').fill(world.worn);
  await mary.getByLabel('Display name').fill('Keeper');
  await mary.getByRole('radio', { name: 'Green' }).check({ force: true });
  await mary.getByRole('button', { name: 'Switch role' }).click();
  await expect(shell.userMenu).toHaveAccessibleName(/^Keeper/);
  await settled(mary);
  await shell.choose('Back to user');
  await expect(shell.userMenu).toHaveAccessibleName(new RegExp(`^${world.mary.name}`));
  await settled(mary);

  await shell.userMenu.click();
  await accessible(mary);
  await mary.getByRole('menuitem', { name: /Keeper/ }).click();
  await expect(shell.userMenu).toHaveAccessibleName(/^Keeper/);
  await settled(mary);
  await shell.choose('Back to user');
  await expect(shell.userMenu).toHaveAccessibleName(new RegExp(`^${world.mary.name}`));
  await settled(mary);
});

test('a server that does not answer is asked again until it does', async ({ mary }) => {
  const shell = new Shell(mary);
  const notice = mary.getByTestId('no-connection');
  await shell.open('iam/users');
  await mary.context().setOffline(true);
  await mary.getByRole('button', { name: 'Refresh users' }).click();
  await expect(notice).toContainText('does not answer');
  await expect(mary.getByRole('button', { name: 'Try now' })).toBeVisible();
  await accessible(mary);
  await mary.context().setOffline(false);
  await expect(notice).toBeHidden();
  await expect(mary.getByTestId('failure')).toHaveCount(0);
  await settled(mary);
});

test('a console that opens without its server waits for it', async ({ mary }) => {
  await mary.route('**/console/session', route => route.abort());
  await mary.goto(`${world.url}/console/`);
  await expect(new Shell(mary).heading('No connection')).toBeVisible();
  await accessible(mary);
  await mary.unroute('**/console/session');
  await expect(new Shell(mary).heading('Home')).toBeVisible();
  await settled(mary);
});

test('signing out everywhere ends the sessions of other browsers', async ({ visitor, browser }) => {
  const other = await browser.newContext();
  const pages = [visitor, await other.newPage()];
  for (const page of pages) {
    const signIn = new SignInPage(page);
    await signIn.open();
    await signIn.asUser(world.nobody.name, world.nobody.password);
    await expect(new Shell(page).heading('Home')).toBeVisible();
    await settled(page);
  }
  await new Shell(visitor).choose('Sign out everywhere');
  await expect(new SignInPage(visitor).heading).toBeVisible();
  const elsewhere = new Shell(pages[1] as typeof visitor);
  await elsewhere.page.goto(`${world.url}/console/`);
  await expect(new SignInPage(elsewhere.page).heading).toBeVisible();
  await other.close();
});
