import { accessible, expect, test } from './fixtures';
import { LifecycleEditor } from './page/LifecycleEditor';
import { RepositoryPage } from './page/RepositoryPage';
import { Shell } from './page/Shell';
import { settled } from './page/settled';
import { TablePage } from './page/TablePage';
import { world } from './world';

test('home says who pushes and pulls', async ({ mary }) => {
  const shell = new Shell(mary);
  await shell.open('home');
  await expect(mary.getByTestId('home-pushing')).toContainText(world.repository);
  await expect(mary.getByTestId('home-pulling')).toContainText(world.repository);
  await expect(mary.getByTestId('home-attention')).toContainText('No trail');
  await accessible(mary);
});

test('repositories are found, filtered and opened; the address holds the filter', async ({
  mary,
}) => {
  const shell = new Shell(mary);
  const list = new TablePage(mary, 'repositories');
  await shell.open('home');
  await shell.navigate('Repositories');
  await expect(shell.heading('Repositories')).toBeFocused();
  await expect(list.row(world.repository)).toBeVisible();
  await list.find('no-such-name');
  await expect(list.table).toContainText('No matches');
  expect(decodeURIComponent(mary.url())).toContain('f=~:~no-such-name'.replace(':', 'has'));
  await mary.reload();
  await expect(list.table).toContainText('No matches');
  await mary.getByRole('button', { name: 'Clear filter', exact: true }).click();
  await expect(list.row(world.repository)).toBeVisible();
  await accessible(mary);
  await mary.getByRole('link', { name: world.repository }).click();
  await expect(shell.heading(world.repository)).toBeVisible();
});

test('the search opens services and repositories', async ({ mary }) => {
  const shell = new Shell(mary);
  await shell.open('home');
  await shell.search('ECR', 'ECR');
  await expect(shell.heading('Repositories')).toBeVisible();
  await shell.search(world.repository, world.repository);
  await expect(shell.heading(world.repository)).toBeVisible();
});

test('images show tags in their natural order, platforms, size and who pulled', async ({
  mary,
}) => {
  const repository = new RepositoryPage(mary, world.repository);
  await repository.open();
  await repository.images.sortBy('Tag');
  await expect(repository.images.rows.nth(0)).toContainText('1.9');
  await expect(repository.images.rows.nth(1)).toContainText('1.10');
  const index = repository.images.row('1.10');
  await expect(index).toContainText('Index');
  await expect(index).toContainText('root from 127.0.0.1');
  await index.getByRole('button', { name: 'Expand 1.10' }).click();
  await expect(repository.images.row('linux/arm64').first()).toBeVisible();
  await accessible(mary);
});

test('an image shows its platforms, layers, manifest, referrers and history', async ({ mary }) => {
  const shell = new Shell(mary);
  const repository = new RepositoryPage(mary, world.repository);
  await repository.open();
  await mary.getByRole('link', { name: '1.10', exact: true }).click();
  await expect(shell.heading(`${world.repository}:1.10`)).toBeVisible();
  await expect(mary.getByText(`docker pull`).first()).toContainText(':1.10');
  const children = mary.getByTestId('children-table');
  await expect(children).toContainText('linux/amd64');
  await accessible(mary);
  await repository.tab('Manifest');
  await expect(mary.getByTestId('json-view')).toContainText('manifests');
  await accessible(mary);
  await repository.tab('Referrers');
  await expect(mary.getByTestId('empty')).toContainText('No referrers.');
  await accessible(mary);
  await repository.tab('Activity');
  await expect(mary.getByTestId('image-events-table')).toContainText('PutImage');
  await expect(mary.getByTestId('pullers-table')).toContainText('skopeo');
  await accessible(mary);
  await repository.tab('Details');
  await children.getByRole('link', { name: 'linux/amd64' }).click();
  await expect(mary.getByTestId('layers-table')).toContainText('COPY');
  await expect(mary.getByText('linux/amd64', { exact: true })).toBeVisible();
  await accessible(mary);
});

test('the tabs of a repository', async ({ mary }) => {
  const repository = new RepositoryPage(mary, world.repository);
  await repository.open();
  await repository.tab('Activity');
  await expect(repository.activity.row('PutImage').first()).toBeVisible();
  await expect(repository.activity.row('UploadLayerPart')).toHaveCount(0);
  await mary.getByText('Layer calls').click();
  await expect(repository.activity.row('UploadLayerPart').first()).toBeVisible();
  await accessible(mary);
  for (const tab of ['Lifecycle', 'Permissions', 'Settings']) {
    await repository.tab(tab);
    await accessible(mary);
  }
});

test('the command line drawer shows what is on screen', async ({ mary }) => {
  const repository = new RepositoryPage(mary, world.repository);
  await repository.open();
  await repository.shell.openCommandLine();
  const command = `aws ecr describe-images --repository-name ${world.repository}`;
  await expect(mary.getByText(command)).toBeVisible();
  await mary.getByRole('button', { name: 'Python' }).click();
  await expect(mary.getByText('describe_images(')).toBeVisible();
  await accessible(mary);
});

test('a repository is created, configured and deleted', async ({ mary }) => {
  const shell = new Shell(mary);
  const name = `e2e/made-${Date.now()}`;
  await shell.open('ecr/repositories');
  await mary.getByTestId('repositories-create').click();
  const input = mary.getByTestId('repository-name').locator('input');
  await input.fill('Not a name');
  await input.blur();
  await expect(mary.getByText('Capital letters are not allowed.')).toBeVisible();
  await accessible(mary);
  await input.fill(name);
  await mary.getByTestId('repository-submit').click();
  await expect(mary.getByRole('dialog', { name: `Push to ${name}` })).toContainText('docker push');
  await accessible(mary);
  await mary.keyboard.press('Escape');
  await expect(shell.flash(`Repository ${name} is created.`)).toBeVisible();
  await expect(mary.getByTestId('empty')).toContainText('No images yet.');
  await accessible(mary);

  const repository = new RepositoryPage(mary, name);
  await repository.tab('Settings');
  await mary.getByRole('radio', { name: 'Immutable' }).check({ force: true });
  await mary.getByTestId('mutability-save').click();
  await expect(shell.flash(`Tag mutability of ${name} is saved.`)).toBeVisible();
  await mary.reload();
  await expect(mary.getByRole('radio', { name: 'Immutable' })).toBeChecked();
  await settled(mary);
  await repository.remove();
  await expect(shell.flash(`Repository ${name} is deleted.`)).toBeVisible();
  await expect(shell.heading('Repositories')).toBeVisible();
});

test('lifecycle rules are tested before they are saved', async ({ mary }) => {
  const shell = new Shell(mary);
  const repository = new RepositoryPage(mary, world.repository);
  await repository.open();
  await repository.tab('Lifecycle');
  await mary.getByTestId('lifecycle-edit').click();
  await expect(shell.heading('Lifecycle rules')).toBeVisible();
  await settled(mary);
  const editor = new LifecycleEditor(mary);
  await editor.addNewest();
  await editor.form.getByLabel('Number').fill('1');
  await accessible(mary);
  await editor.form.getByRole('button', { name: 'Apply' }).click();
  await editor.test();
  await expect(editor.result.table).toContainText('would be deleted');
  await expect(editor.result.row('1.10')).toContainText('leaves it: the newest.');
  await expect(editor.result.row('untagged').first()).toContainText('an index names it');
  await accessible(mary);
  await mary.getByTestId('lifecycle-save').click();
  await expect(shell.flash(`Lifecycle rules of ${world.repository} are saved.`)).toBeVisible();
  await expect(mary.getByText('Delete all but the newest 1')).toBeVisible();
});

test('permissions are checked, compared and saved', async ({ mary }) => {
  const shell = new Shell(mary);
  await shell.open(`ecr/repositories/${world.repository}/-/permissions`);
  const text = mary.getByTestId('json-text').locator('textarea');
  await text.fill('{"Statement": [{"Effect": "Maybe", "Action": "ecr:Fly"}]}');
  await expect(mary.getByTestId('finding-error').first()).toBeVisible();
  await expect(mary.getByText('there is no action ecr:Fly')).toBeVisible();
  await accessible(mary);
  await text.fill('');
  await mary.getByTestId('statement-add').getByRole('button').click();
  await mary.getByRole('menuitem', { name: 'Another account pulls' }).click();
  await mary.getByTestId('permissions-save').click();
  await expect(mary.getByRole('dialog')).toContainText('+');
  await accessible(mary);
  await mary.getByTestId('confirm').click();
  await expect(shell.flash(`Permissions of ${world.repository} are saved.`)).toBeVisible();
  await expect(mary.getByText('Account 111122223333 may pull.')).toBeVisible();
});
