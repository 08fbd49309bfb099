import { accessible, expect, test } from './fixtures';
import { RepositoryPage } from './page/RepositoryPage';
import { Shell } from './page/Shell';
import { settled } from './page/settled';
import { TablePage } from './page/TablePage';
import { at, world } from './world';

const DENIALS_MAX = 8;

test('the list counts images, and says when they were pushed and pulled', async ({ mary }) => {
  const list = new TablePage(mary, 'repositories');
  await new Shell(mary).open('ecr/repositories');
  const cells = list.row(world.repository).getByRole('gridcell');
  await expect(cells.filter({ hasText: /^3$/ })).toBeVisible();
  await expect(list.row(world.repository).locator('time')).toHaveCount(2);
  await accessible(mary);
});

test('without the right to list images the list stays, and asks no more', async ({ mary }) => {
  const names = Array.from({ length: 30 }, (_, index) => `many/of-${index}`);
  let asked = 0;
  await mary.route('**/*', async route => {
    const target = route.request().headers()['x-amz-target'] ?? '';
    const json = (status: number, body: object) =>
      route.fulfill({
        status,
        contentType: 'application/x-amz-json-1.1',
        body: JSON.stringify(body),
      });
    if (target.endsWith('.DescribeRepositories')) {
      const repositories = names.map(repositoryName => ({ repositoryName, repositoryUri: 'u' }));
      return json(200, { repositories });
    }
    if (!target.endsWith('.DescribeImages')) return route.fallback();
    asked += 1;
    return json(400, { __type: 'AccessDeniedException', message: 'No.' });
  });
  const list = new TablePage(mary, 'repositories');
  await new Shell(mary).open('ecr/repositories');
  await expect(list.rows).toHaveCount(names.length);
  await expect(mary.getByText('need ecr:DescribeImages')).toBeVisible();
  await expect(list.row('many/of-29')).not.toContainText('…');
  expect(asked).toBeLessThan(DENIALS_MAX);
  await accessible(mary);
});

test('the tree groups names, counts them, and is in the address', async ({ mary }) => {
  const list = new TablePage(mary, 'repositories');
  await new Shell(mary).open('ecr/repositories');
  await mary.getByRole('button', { name: 'Tree' }).click();
  const [group = '', name = ''] = world.repository.split('/');
  await expect(list.row(`${group}/`)).toContainText('1 repository');
  await accessible(mary);
  await list
    .row(`${group}/`)
    .getByRole('button', { name: `Expand ${group}/` })
    .press('Enter');
  await expect(mary.getByRole('link', { name, exact: true })).toBeVisible();
  await mary.reload();
  await mary.getByRole('link', { name, exact: true }).press('Enter');
  await expect(new Shell(mary).heading(world.repository)).toBeVisible();
});

test('a key is picked from the account’s, and scanning switched on and off', async ({ mary }) => {
  const shell = new Shell(mary);
  const name = `e2e/sealed-${Date.now()}`;
  await shell.open('ecr/repositories/create');
  await mary.getByTestId('repository-name').locator('input').fill(name);
  await mary.getByTestId('scan-on-push').locator('input').check({ force: true });
  await mary.getByRole('radio', { name: 'AWS KMS' }).check({ force: true });
  await mary.getByTestId('kms-key').locator('input').fill('imag');
  await mary.getByRole('option', { name: 'alias/images' }).click();
  await settled(mary);
  await accessible(mary);
  await mary.getByTestId('repository-submit').click();
  await expect(mary.getByRole('dialog', { name: `Push to ${name}` })).toBeVisible();
  await mary.keyboard.press('Escape');

  const repository = new RepositoryPage(mary, name);
  await repository.tab('Settings');
  await expect(mary.getByText(':key/').first()).toBeVisible();
  const scanning = mary.getByTestId('scan-on-push').locator('input');
  await expect(scanning).toBeChecked();
  await scanning.uncheck({ force: true });
  await mary.getByTestId('scanning-save').click();
  await expect(shell.flash(`Image scanning of ${name} is saved.`)).toBeVisible();
  await mary.reload();
  await expect(scanning).not.toBeChecked();
  await settled(mary);
  await repository.remove();
  await expect(shell.flash(`Repository ${name} is deleted.`)).toBeVisible();
});

test('who may not list keys enters one', async ({ nobody }) => {
  await nobody.goto(at('ecr/repositories/create'));
  await nobody.getByRole('radio', { name: 'AWS KMS' }).check({ force: true });
  await expect(nobody.getByText('that needs kms:ListAliases. Enter the key')).toBeVisible();
  await nobody.getByTestId('kms-key').locator('input').fill('alias/mine');
  await nobody.keyboard.press('Escape');
  await expect(nobody.getByTestId('kms-key').locator('input')).toHaveValue('alias/mine');
  await accessible(nobody);
});
