import type { Page } from '@playwright/test';
import { accessible, expect, test } from '../fixtures';
import { Shell } from '../page/Shell';
import { settled } from '../page/settled';
import { TablePage } from '../page/TablePage';
import { TrailPage } from '../page/TrailPage';
import { TrailWizard } from '../page/TrailWizard';
import { world } from '../world';

const REFUSED = 'The field resources.ARN may not be so.';
const LOG_FILE = /\/CloudTrail\/.*\.json\.gz/;

test('log files are checked in the browser, and an altered one is found', async ({ mary }) => {
  const trail = new TrailPage(mary, world.trail);
  await trail.openIntegrity();
  await accessible(mary);
  await expect(async () => {
    await trail.checkIntegrity();
    await expect(trail.summary).toContainText(/[1-9]\d* log files?, .* 0 problems/);
  }).toPass();
  await accessible(mary);

  // The bytes of one log file change on their way from the bucket.
  let altered = false;
  await mary.route(LOG_FILE, route => {
    if (altered) return route.fallback();
    altered = true;
    return route.fulfill({ status: 200, body: '{"Records":[]}' });
  });
  await trail.checkIntegrity();
  await expect(trail.summary).toContainText('1 problem');
  const findings = new TablePage(mary, 'integrity');
  await expect(findings.row('Altered')).toContainText('Its hash is not the one in the digest.');
  await accessible(mary);
});

test('a trail shows its files, stops and starts', async ({ mary }) => {
  const trail = new TrailPage(mary, world.trail);
  await trail.open();
  await expect(trail.files).toContainText('Log file');
  await trail.files
    .getByRole('button', { name: /^View .*CloudTrail_/ })
    .first()
    .click();
  await expect(mary.getByTestId('json-view')).toContainText('Records');
  await accessible(mary);
  await mary.getByRole('button', { name: 'Close', exact: true }).last().click();
  await trail.turnLogging();
  await expect(trail.status).toContainText('Off');
  await accessible(mary);
  await trail.turnLogging();
  await expect(trail.status).toContainText('Logging');
});

test('sections are edited by themselves', async ({ mary }) => {
  const trail = new TrailPage(mary, world.trail);
  await trail.open();
  for (const section of ['General details', 'CloudWatch Logs', 'Events', 'Tags']) {
    await mary.getByRole('link', { name: `Edit ${section}` }).click();
    await expect(trail.shell.heading(`Edit ${section}`)).toBeVisible();
    await expect(mary.getByTestId('trail-save')).toBeDisabled();
    await settled(mary);
    await accessible(mary);
    await mary.getByRole('button', { name: 'Cancel' }).click();
    await expect(trail.shell.heading(world.trail)).toBeVisible();
  }
  await mary.getByRole('link', { name: 'Edit Events' }).click();
  await mary.getByLabel('Exclude AWS KMS events').check();
  await mary.getByTestId('trail-save').click();
  await expect(mary.getByText('without those of kms.amazonaws.com')).toBeVisible();
});

test('advanced event selectors are made of conditions, or written as JSON', async ({ mary }) => {
  const trail = new TrailPage(mary, world.trail);
  const selector = mary.getByTestId('selector-2');
  await trail.shell.open(`cloudtrail/trails/${world.trail}/edit?section=events`);
  await mary.getByRole('radio', { name: 'Advanced' }).check({ force: true });
  await mary.getByTestId('selector-add').click();
  await selector.getByRole('button', { name: 'Add condition' }).click();
  await mary.getByTestId('trail-save').click();
  await expect(selector).toContainText('The field resources.ARN has no operator with a value.');
  await accessible(mary);
  await selector.getByRole('textbox', { name: 'Values' }).last().fill('arn:aws:s3:::books/');

  await refuseOnce(mary, '.PutEventSelectors', 'InvalidEventSelectorsException', REFUSED);
  await mary.getByTestId('trail-save').click();
  await mary.getByRole('button', { name: 'Back to the form' }).click();
  await expect(selector).toContainText(REFUSED);

  await mary.getByRole('button', { name: 'JSON', exact: true }).click();
  const json = mary.getByTestId('json-text').locator('textarea');
  await expect(json).toHaveValue(/"arn:aws:s3:::books\/"/);
  await accessible(mary);
  await json.fill((await json.inputValue()).replace('"Equals": [', '"StartsWith": ['));
  await mary.getByTestId('trail-save').click();
  await expect(mary.getByText('The field eventCategory must be equal to one of')).toBeVisible();
  await json.fill((await json.inputValue()).replace('"StartsWith": [', '"Equals": ['));
  await mary.getByRole('button', { name: 'Form', exact: true }).click();
  await expect(selector).toContainText('resources.ARN');
  await mary.getByTestId('trail-save').click();
  await expect(trail.shell.heading(world.trail)).toBeVisible();
  await expect(mary.getByText(/resources.ARN Equals arn:aws:s3:::books\//)).toBeVisible();
});

test('a creation that fails names the call and takes back what it made', async ({ mary }) => {
  const wizard = new TrailWizard(mary);
  await new Shell(mary).open('cloudtrail/trails/create');
  await wizard.name('never-made');
  await wizard.next();
  await wizard.next();
  await refuseOnce(mary, '.CreateTrail', 'InsufficientS3BucketPolicyException', 'No.');
  await wizard.create();
  await expect(mary.getByTestId('failure')).toContainText('InsufficientS3BucketPolicyException');
  await expect(wizard.steps).toContainText('CreateBucket');
  await accessible(mary);
  await mary.getByRole('button', { name: 'Remove what was created' }).click();
  await expect(mary.getByText('What was created is removed again.')).toBeVisible();
});

test('log groups are made, kept for a time, and deleted', async ({ mary }) => {
  const shell = new Shell(mary);
  const groups = new TablePage(mary, 'loggroups');
  await shell.open('cloudwatch/logs/groups');
  await mary.getByTestId('loggroups-create').click();
  await accessible(mary);
  await mary.getByTestId('loggroup-name').locator('input').fill('/my/app');
  await mary.getByTestId('confirm').click();
  await expect(groups.row('/my/app')).toBeVisible();
  await groups.row('/my/app').getByRole('link').click();
  await expect(mary.getByText('No streams yet.')).toBeVisible();
  await accessible(mary);
  await mary.getByRole('tab', { name: 'Tags' }).click();
  await expect(mary.getByText('No tags.')).toBeVisible();
  await mary.getByRole('button', { name: 'Delete', exact: true }).click();
  await mary.getByTestId('confirm-word').locator('input').fill('delete');
  await mary.getByTestId('confirm').click();
  await expect(shell.heading('Log groups')).toBeVisible();
  await expect(groups.row('/my/app')).toHaveCount(0);
});

/** Has the next call of an operation refused in place of the server. */
async function refuseOnce(page: Page, operation: string, code: string, message: string) {
  let refused = false;
  await page.route('**/*', route => {
    const target = route.request().headers()['x-amz-target'] ?? '';
    if (refused || !target.endsWith(operation)) return route.fallback();
    refused = true;
    return route.fulfill({
      status: 400,
      contentType: 'application/x-amz-json-1.1',
      body: JSON.stringify({ __type: code, message }),
    });
  });
}
