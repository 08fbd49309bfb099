import { accessible, expect, test } from '../fixtures';
import { IamPages } from '../page/IamPages';
import { Shell } from '../page/Shell';
import { settled } from '../page/settled';
import { TablePage } from '../page/TablePage';
import { world } from '../world';

test('a user is made, gets a key that is shown once, and is deleted', async ({ mary }) => {
  const iam = new IamPages(mary);
  await iam.createUser('made-in-console', 'Pull only');
  await expect(mary.getByText('Password:')).toBeVisible();
  await accessible(mary);
  await iam.openUser('made-in-console');
  await expect(iam.policies).toContainText('AmazonEC2ContainerRegistryPullOnly');
  await mary.getByRole('button', { name: /^View Amazon/ }).click();
  await expect(mary.getByText('ecr:BatchGetImage')).toBeVisible();
  await accessible(mary);
  await iam.openUser('made-in-console', 'credentials');
  await iam.createKey();
  await expect(mary.getByText('The secret is shown only now.')).toBeVisible();
  await expect(mary.getByText('docker login').first()).toBeVisible();
  await accessible(mary);
  await mary.getByRole('button', { name: 'Done' }).click();
  await expect(iam.keys).toContainText('Active');
  await iam.deleteUser();
  await expect(iam.shell.heading('Users')).toBeVisible();
  await expect(new TablePage(mary, 'users').row('made-in-console')).toHaveCount(0);
});

test('pages of users and roles', async ({ mary }) => {
  const shell = new Shell(mary);
  const pages = [
    'iam/users',
    'iam/users/create',
    `iam/users/${world.mary.name}?tab=groups`,
    `iam/users/${world.mary.name}?tab=credentials`,
    `iam/users/${world.mary.name}?tab=activity`,
    'iam/roles',
    'iam/me',
  ];
  for (const page of pages) {
    await shell.open(page);
    await accessible(mary);
  }
});

test('a role says whom it trusts', async ({ mary }) => {
  await new Shell(mary).open('iam/roles');
  await mary.getByRole('link', { name: world.role }).click();
  await settled(mary);
  await mary.getByRole('tab', { name: 'Trust' }).click();
  await expect(mary.getByText('cloudtrail.amazonaws.com may wear this role.')).toBeVisible();
  await accessible(mary);
});
