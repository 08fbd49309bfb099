import { accessible, expect, test } from './fixtures';
import { Shell } from './page/Shell';
import { TablePage } from './page/TablePage';
import { at, world } from './world';

test('a repository that is not there', async ({ mary }) => {
  await new Shell(mary).open('ecr/repositories/no/such-repository');
  await expect(mary.getByTestId('empty')).toContainText('No repository no/such-repository');
  await accessible(mary);
});

test('a link of another account says so', async ({ mary }) => {
  await mary.goto(`${world.url}/console/111122223333/${world.region}/home`);
  await expect(
    mary.getByRole('heading', { name: 'This link belongs to account 111122223333' }),
  ).toBeVisible();
  await expect(mary.getByText(`You are signed in to ${world.account}.`)).toBeVisible();
  await accessible(mary);
});

test('an address that means no page', async ({ mary }) => {
  await new Shell(mary).open('nowhere');
  await expect(mary.getByText('Nothing is at this address')).toBeVisible();
  await accessible(mary);
});

test('an error of the server shows its code and request id, and Retry helps', async ({ mary }) => {
  let broken = true;
  await mary.route('**/*', async route => {
    const target = route.request().headers()['x-amz-target'] ?? '';
    if (!broken || !target.endsWith('.DescribeRepositories')) return route.fallback();
    return route.fulfill({
      status: 400,
      contentType: 'application/x-amz-json-1.1',
      headers: { 'x-amzn-RequestId': 'request-1' },
      body: JSON.stringify({ __type: 'InvalidParameterException', message: 'It <b>broke</b>.' }),
    });
  });
  await mary.goto(at('ecr/repositories'));
  const failure = mary.getByTestId('failure');
  await expect(failure).toContainText('InvalidParameterException');
  await expect(failure).toContainText('It <b>broke</b>.');
  await expect(failure).toContainText('request-1');
  await accessible(mary);
  broken = false;
  await failure.getByRole('button', { name: 'Retry' }).click();
  await expect(new TablePage(mary, 'repositories').row(world.repository)).toBeVisible();
});

test('switching roles asks for account, role, name and colour', async ({ mary }) => {
  await mary.goto(`${world.url}/console/switch-role?account=${world.account}&roleName=deployer`);
  await expect(mary.getByRole('heading', { name: 'Switch role' })).toBeVisible();
  await expect(mary.getByLabel('Role name')).toHaveValue('deployer');
  await accessible(mary);
  await mary.getByRole('button', { name: 'Switch role' }).click();
  await expect(mary.getByText('sts:AssumeRole').first()).toBeVisible();
});
