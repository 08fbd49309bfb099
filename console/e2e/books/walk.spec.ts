import { accessible, expect, test } from '../fixtures';
import { HistoryPage } from '../page/HistoryPage';
import { LogEventsPage } from '../page/LogEventsPage';
import { Shell } from '../page/Shell';
import { SignInPage } from '../page/SignInPage';
import { settled } from '../page/settled';
import { TablePage } from '../page/TablePage';
import { TrailPage } from '../page/TrailPage';
import { TrailWizard } from '../page/TrailWizard';
import { world } from '../world';

const TRAIL = 'ecr-monitor-trail';
const GROUP = '/aws/cloudtrail/ecr-logs';
const SCREENS = process.env.LADING_E2E_SCREENS ?? 'screens';

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one walk, told in its order
test('the workshop, steps 1 to 10', async ({ visitor, browser }) => {
  test.setTimeout(180_000);
  const shell = new Shell(visitor);
  const screen = (step: string) => visitor.screenshot({ path: `${SCREENS}/step-${step}.png` });

  await test.step('1: sign in, search for CloudTrail', async () => {
    const signIn = new SignInPage(visitor);
    await signIn.open();
    await signIn.asUser(world.mary.name, world.mary.password);
    await expect(shell.heading('Home')).toBeVisible();
    await shell.search('CloudTrail', 'CloudTrail');
    await expect(shell.heading('CloudTrail')).toBeVisible();
    await expect(visitor.getByText('ConsoleLogin').first()).toBeVisible();
    await accessible(visitor);
    await screen('01');
  });

  const trails = new TablePage(visitor, 'trails');
  await test.step('2: Trails in the left menu; there is none', async () => {
    await shell.navigate('Trails');
    await expect(visitor.getByTestId('trails-empty')).toContainText('No trails.');
    await expect(visitor.getByTestId('trails-empty')).toContainText('create-subscription');
    await accessible(visitor);
    await screen('02');
  });

  const wizard = new TrailWizard(visitor);
  let bucket = '';
  await test.step('3 and 4: create a trail with bucket, log group and role', async () => {
    await visitor.getByTestId('trails-create').first().click();
    await expect(shell.heading('Choose trail attributes')).toBeVisible();
    await wizard.name('a');
    await wizard.next();
    await expect(visitor.getByText('Trail name too short. Minimum allowed length')).toBeVisible();
    await expect(wizard.input('trail-name')).toBeFocused();
    await wizard.name(TRAIL);
    bucket = await wizard.proposedBucket();
    expect(bucket).toMatch(new RegExp(`^aws-cloudtrail-logs-${world.account}-[0-9a-f]{8}$`));
    await wizard.sendToLogGroup(GROUP);
    await expect(wizard.input('trail-role-name')).toHaveValue(
      `CloudTrailRoleForCloudWatchLogs_${TRAIL}`,
    );
    await accessible(visitor);
    await screen('04');
    await wizard.next();
  });

  await test.step('5: management events, read and write, are on', async () => {
    await expect(shell.heading('Choose log events')).toBeVisible();
    for (const box of ['trail-management-events', 'trail-read', 'trail-write']) {
      await expect(wizard.input(box)).toBeChecked();
    }
    await accessible(visitor);
    await screen('05');
    await wizard.next();
  });

  const trail = new TrailPage(visitor, TRAIL);
  await test.step('6: review, create, logging', async () => {
    await expect(wizard.review).toContainText(TRAIL);
    await expect(wizard.review).toContainText(bucket);
    await expect(wizard.review).toContainText(GROUP);
    await accessible(visitor);
    await screen('06-review');
    await wizard.create();
    await expect(shell.heading(TRAIL)).toBeVisible();
    await expect(shell.flash(`Trail ${TRAIL} is logging.`)).toBeVisible();
    await expect(trail.status).toContainText('Logging');
    await settled(visitor);
    await accessible(visitor);
    await screen('06-trail');
    await shell.navigate('Trails');
    await expect(trails.row(TRAIL)).toContainText(GROUP);
    await expect(trails.row(TRAIL)).toContainText('Logging');
    await accessible(visitor);
  });

  const history = new HistoryPage(visitor);
  await test.step('7: Event history, newest first, with push, pull and refusal', async () => {
    await shell.navigate('Event history');
    await expect(history.row('CreateTrail').first()).toBeVisible();
    await expect(history.row('PutImage').first()).toContainText('127.0.0.1');
    await expect(history.row('BatchGetImage').first()).toContainText('OK');
    await expect(history.row(world.nobody.name).first()).toContainText('AccessDenied');
    const times = await history.rows
      .locator('time')
      .evaluateAll(all => all.map(one => one.getAttribute('datetime') ?? ''));
    expect(times).toEqual([...times].sort().reverse());
    await accessible(visitor);
    await screen('07');
  });

  await test.step('8: filter by event source; the address holds the view', async () => {
    await history.filter('Event source', 'ecr.amazonaws.com');
    await expect(history.row('CreateTrail')).toHaveCount(0);
    await expect(history.row('PutImage').first()).toBeVisible();
    const count = await history.rows.count();
    await expect(history.row('ecr.amazonaws.com')).toHaveCount(count);
    const url = decodeURIComponent(visitor.url());
    expect(url).toContain('f=EventSource~eq~ecr.amazonaws.com');
    await visitor.reload();
    await expect(history.row('ecr.amazonaws.com')).toHaveCount(count);
    const other = await browser.newContext({
      storageState: await visitor.context().storageState(),
    });
    const theirs = new HistoryPage(await other.newPage());
    await theirs.page.goto(url);
    await expect(theirs.row('ecr.amazonaws.com')).toHaveCount(count);
    await other.close();
    await screen('08');
  });

  await test.step('9: CloudWatch, Log groups', async () => {
    await shell.search('CloudWatch', 'CloudWatch');
    await shell.navigate('Log groups');
    await expect(new TablePage(visitor, 'loggroups').row(GROUP)).toBeVisible();
    await accessible(visitor);
    await screen('09');
  });

  await test.step('10: the group, its stream, its events', async () => {
    const groups = new TablePage(visitor, 'loggroups');
    await groups.find('ecr-logs');
    await groups.row(GROUP).getByRole('link').click();
    await expect(shell.heading(GROUP)).toBeVisible();
    await expect(visitor.getByText(`Records of trail ${TRAIL}`)).toBeVisible();
    const streams = new TablePage(visitor, 'logstreams');
    const stream = `${world.account}_CloudTrail_${world.region}`;
    await expect(async () => {
      await visitor.getByRole('button', { name: 'Refresh Log streams' }).click();
      await expect(streams.row(stream)).toBeVisible({ timeout: 1_000 });
    }).toPass();
    await accessible(visitor);
    await streams.row(stream).getByRole('link').click();
    const events = new LogEventsPage(visitor);
    await expect(async () => {
      await events.refresh();
      await expect(events.line('StartLogging').first()).toBeVisible({ timeout: 1_000 });
    }).toPass();
    await events.unfold('StartLogging');
    await expect(visitor.getByTestId('json-view')).toContainText('"StartLogging"');
    await accessible(visitor);
    await screen('10');
  });
});
