import { accessible, expect, test } from '../fixtures';
import { HistoryPage } from '../page/HistoryPage';
import { Shell } from '../page/Shell';
import { settled } from '../page/settled';
import { world } from '../world';

test('a second condition narrows what is loaded, and the filter bar says so', async ({ mary }) => {
  const history = new HistoryPage(mary);
  await history.open('?f=EventSource~eq~ecr.amazonaws.com&f=ErrorCode~eq~AccessDenied');
  await expect(history.searched).toContainText('Looked up: Event source = ecr.amazonaws.com.');
  await expect(history.searched).toContainText('Error code = AccessDenied narrows what is loaded');
  await expect(history.row('AccessDenied')).toHaveCount(await history.rows.count());
  await accessible(mary);
});

test('a row opens its record; arrow keys go on; related events are one click away', async ({
  mary,
}) => {
  const history = new HistoryPage(mary);
  await history.open('?f=EventSource~eq~ecr.amazonaws.com');
  await history.openRecord('PutImage');
  await expect(history.panel).toContainText('PutImage by');
  await expect(history.panel.getByTestId('json-view')).toContainText('imageManifestMediaType');
  const before = mary.url();
  await mary.keyboard.press('ArrowDown');
  await expect(mary).not.toHaveURL(before);
  await accessible(mary);
  await history.panel.getByRole('link', { name: /^Same address/ }).click();
  await settled(mary);
  expect(decodeURIComponent(mary.url())).toContain('f=SourceIP~eq~127.0.0.1');
  await expect(history.rows.first()).toBeVisible();
});

test('a record has a page of its own, with the refusal first', async ({ mary }) => {
  const history = new HistoryPage(mary);
  await history.open(`?f=Username~eq~${world.nobody.name}&f=ErrorCode~eq~AccessDenied`);
  await history.row('DescribeImages').first().getByRole('link').click();
  await expect(new Shell(mary).heading('DescribeImages')).toBeVisible();
  await expect(mary.getByText('is not authorized to perform').first()).toBeVisible();
  await accessible(mary);
});

test('events are laid side by side', async ({ mary }) => {
  const history = new HistoryPage(mary);
  await history.open('?f=EventSource~eq~ecr.amazonaws.com');
  await history.compareFirst(2);
  await expect(new Shell(mary).heading('Compare events')).toBeVisible();
  await expect(mary.getByTestId('compare-table')).toContainText('eventID');
  await accessible(mary);
});

test('what matches is saved as files', async ({ mary }) => {
  const history = new HistoryPage(mary);
  await history.open('?f=EventName~eq~PutImage');
  const csv = await history.download('CSV');
  expect(csv.split('\r\n')[0]).toMatch(/^Event time \(UTC\),Event name,User name/);
  expect(csv).toContain('PutImage');
  const records = JSON.parse(await history.download('JSON'));
  expect(records[0].eventName).toBe('PutImage');
  expect(JSON.parse(await history.download('JSON, as CloudTrail log files')).Records).toHaveLength(
    records.length,
  );
});

test('an empty history and an unknown event say what to do', async ({ mary }) => {
  const history = new HistoryPage(mary);
  await history.open('?f=EventName~eq~NothingLikeIt');
  await expect(mary.getByTestId('empty')).toContainText('No matches');
  await expect(mary.getByRole('button', { name: 'Widen to 7 days' })).toBeVisible();
  await accessible(mary);
  await new Shell(mary).open('cloudtrail/events/00000000-0000-0000-0000-000000000000');
  await expect(mary.getByTestId('empty')).toContainText('No event with this id is kept here');
  await accessible(mary);
});

test('without the right to look, every page says which one is missing', async ({ nobody }) => {
  const shell = new Shell(nobody);
  const needed: [string, string][] = [
    ['cloudtrail/events', 'cloudtrail:LookupEvents'],
    ['cloudtrail/trails', 'cloudtrail:DescribeTrails'],
    ['cloudwatch/logs/groups', 'logs:DescribeLogGroups'],
    ['iam/users', 'iam:ListUsers'],
    ['iam/roles', 'iam:ListRoles'],
  ];
  for (const [path, action] of needed) {
    await shell.open(path);
    await expect(nobody.getByTestId('failure').first()).toContainText(`It may not ${action}`);
    await accessible(nobody);
  }
});
