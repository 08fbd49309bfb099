import type { Page } from '@playwright/test';
import type { Row } from './cell';
import type { Place } from './places';
import { click, FORM_EMPTY, FORM_ROWS, failed, fillIn, lacks, ONE_THING } from './wording';

const LONG = 'thenameofwhichisaslongasitmaybe';
const FIVE_TRAILS = 'A Region has five trails at most.';

const ofTrail = ({ trail }: Place) => `cloudtrail/trails/${trail}`;

async function toReview(page: Page): Promise<void> {
  await fillIn(page, 'trail-name', 'never-made');
  for (const heading of ['Choose log events', 'Review and create']) {
    await page.getByRole('button', { name: 'Next', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: heading }).waitFor();
  }
  await page.getByRole('button', { name: 'Create trail' }).click();
}

async function addTag(page: Page): Promise<void> {
  await page.locator('#content').getByRole('button', { name: /^Add/ }).click();
  await page.locator('#content').getByRole('combobox').first().fill('team');
  await page.keyboard.press('Escape');
  await page.getByTestId('trail-save').click();
}

const tagsOf = (place: Place) => `${ofTrail(place)}/edit?section=tags`;

export const cloudtrailPages: readonly Row[] = [
  {
    id: 'dashboard',
    title: 'CloudTrail dashboard',
    path: () => 'cloudtrail',
    call: 'LookupEvents',
    sees: ({ trail }) => ['Newest events', trail, 'ConsoleLogin'],
    cells: {
      empty: {
        sees: ['No trails.', 'aws cloudtrail create-subscription', 'Nothing was refused.'],
      },
      loading: { sees: ['Reading the history'] },
      error: failed(),
      denied: lacks('cloudtrail:LookupEvents'),
      long: { sees: [LONG] },
      crowd: { sees: ['Newest events', 'Event history'] },
      keyboard: { to: page => page.getByTestId('trails-create').first(), sees: ['Trail name'] },
    },
  },
  {
    id: 'history',
    title: 'Event history',
    path: () => 'cloudtrail/events',
    call: 'LookupEvents',
    sees: () => ['Event history', 'Source IP'],
    cells: {
      empty: { sees: ['No events in the last', 'aws cloudtrail lookup-events', 'Widen to 7 days'] },
      loading: { sees: ['Reading the history'] },
      error: failed(),
      denied: lacks('cloudtrail:LookupEvents'),
      long: { sees: [LONG] },
      crowd: {
        path: () => 'cloudtrail/events?f=EventName~eq~PutImage&range=P7D',
        sees: ['crowd/app-0000:1.1199'],
      },
      keyboard: {
        to: page => page.getByTestId('history-table').locator('table').last(),
        keys: ['ArrowDown', 'ArrowRight', 'ArrowRight', 'Enter'],
        sees: ['Download record'],
      },
    },
  },
  {
    id: 'history-record',
    title: 'Event history, a record open',
    path: ({ events }) => `cloudtrail/events?f=EventName~eq~PutImage&event=${events[0]}`,
    call: 'LookupEvents',
    sees: () => ['PutImage by', 'Same user'],
    cells: {
      empty: 'As an event that is not there, below.',
      loading: { sees: ['Reading the history'] },
      error: failed(),
      denied: lacks('cloudtrail:LookupEvents'),
      long: { sees: ['PutImage by', LONG] },
      crowd: 'As the event history.',
      keyboard: {
        to: page => page.getByTestId('related').getByRole('link').first(),
        sees: ['Event history'],
      },
    },
  },
  {
    id: 'event',
    title: 'Event',
    path: ({ events }) => `cloudtrail/events/${events[0]}`,
    call: 'LookupEvents',
    sees: () => ['PutImage', 'Same user'],
    cells: {
      empty: {
        path: () => 'cloudtrail/events/00000000-0000-0000-0000-000000000000',
        sees: ['No event with this id is kept here in eu-west-1.', 'lading import FILE'],
      },
      loading: { sees: ['Event'] },
      error: failed(),
      denied: lacks('cloudtrail:LookupEvents'),
      long: { sees: [LONG] },
      crowd: ONE_THING,
      keyboard: {
        to: page => page.getByTestId('related').getByRole('link').first(),
        sees: ['Event history'],
      },
    },
  },
  {
    id: 'compare',
    title: 'Compare events',
    path: ({ events }) =>
      `cloudtrail/compare?${events
        .slice(0, 2)
        .map(id => `id=${id}`)
        .join('&')}`,
    call: 'LookupEvents',
    sees: () => ['Compare events', 'eventID'],
    cells: {
      empty: {
        sees: ['Nothing to compare.', 'Select two to five events in the event history.'],
      },
      loading: { sees: ['Reading the events'] },
      error: failed(),
      denied: lacks('cloudtrail:LookupEvents'),
      long: {
        path: ({ events }) => `cloudtrail/compare?id=${events[0]}&id=${events[0]}&lines=all`,
        sees: [LONG],
      },
      crowd: 'It compares five events at most.',
      keyboard: {
        to: page => page.getByLabel('Only differences'),
        keys: ['Space'],
        sees: ['eventVersion'],
      },
    },
  },
  {
    id: 'trails',
    title: 'Trails',
    path: () => 'cloudtrail/trails',
    call: 'DescribeTrails',
    sees: ({ trail }) => ['Trails', trail],
    cells: {
      empty: { sees: ['No trails.', 'aws cloudtrail create-subscription --name my-trail'] },
      loading: { sees: ['Loading trails'] },
      error: failed(),
      denied: lacks('cloudtrail:DescribeTrails'),
      long: { sees: [LONG] },
      crowd: FIVE_TRAILS,
      keyboard: { to: page => page.getByTestId('trails-create'), sees: ['Trail name'] },
    },
  },
  {
    id: 'create-trail',
    title: 'Create trail',
    path: () => 'cloudtrail/trails/create',
    call: 'CreateTrail',
    sees: () => ['Choose trail attributes', 'Trail name'],
    cells: {
      empty: FORM_EMPTY,
      loading: { place: 'bare', act: toReview, sees: ['Creating never-made'] },
      error: { ...failed(), place: 'bare', act: toReview },
      denied: { ...lacks('s3:CreateBucket'), act: toReview },
      long: {
        act: page => fillIn(page, 'trail-name', LONG.repeat(4)),
        sees: ['Choose trail attributes'],
      },
      crowd: FORM_ROWS,
      keyboard: {
        to: page => page.getByTestId('trail-name').locator('input'),
        keys: ['b', 'Enter'],
        sees: ['Trail name too short.'],
      },
    },
  },
  {
    id: 'trail',
    title: 'Trail',
    path: ofTrail,
    call: 'GetTrailStatus',
    sees: ({ trail, group }) => [trail, group, 'Logging', 'Recent'],
    cells: {
      empty: { place: 'bare', sees: ['No files yet.', 'lading flush'] },
      loading: { call: 'GetTrail', sees: ['Check integrity'] },
      error: failed(),
      denied: lacks('cloudtrail:GetTrail'),
      long: { sees: [LONG] },
      crowd: 'It shows the newest files only.',
      keyboard: { to: page => page.getByTestId('trail-integrity'), sees: ['Integrity check'] },
    },
  },
  {
    id: 'edit-trail',
    title: 'Edit trail',
    path: tagsOf,
    call: 'AddTags',
    sees: () => ['Edit Tags', 'Save changes'],
    cells: {
      empty: FORM_EMPTY,
      loading: { call: 'GetTrail', sees: [] },
      error: { ...failed(), act: addTag },
      denied: lacks('cloudtrail:GetTrail'),
      long: { sees: ['Edit Tags', LONG] },
      crowd: FORM_ROWS,
      keyboard: {
        to: page => page.locator('#content').getByRole('button', { name: /^Add/ }),
        sees: ['Key'],
      },
    },
  },
  {
    id: 'integrity',
    title: 'Integrity check',
    path: place => `${ofTrail(place)}/integrity`,
    call: 'ListPublicKeys',
    sees: () => ['Integrity check', 'aws cloudtrail validate-logs'],
    cells: {
      empty: {
        place: 'bare',
        sees: [
          'Nothing has been checked yet.',
          'lading verify',
          'Log file validation of this trail is off',
        ],
      },
      loading: { act: click('integrity-start'), sees: ['Integrity check'] },
      error: { ...failed(), act: click('integrity-start') },
      denied: lacks('cloudtrail:GetTrail'),
      long: { sees: [LONG] },
      crowd: 'A check stops at 2,000 files; the house has one file a second.',
      keyboard: { to: page => page.getByTestId('integrity-start'), sees: ['0 problems'] },
    },
  },
];
