import type { Page } from '@playwright/test';
import type { Row } from './cell';
import type { Place } from './places';
import { FORM_EMPTY, FORM_ROWS, failed, fillIn, lacks } from './wording';

const LONG = 'thenameofwhichisaslongasitmaybe';

const ofRepository = ({ repository }: Place) => `ecr/repositories/${repository}`;

async function fillName(page: Page): Promise<void> {
  await fillIn(page, 'repository-name', 'shop/another');
  await page.getByTestId('repository-submit').click();
}

async function addStatement(page: Page): Promise<void> {
  await page.getByTestId('statement-add').getByRole('button').click();
  await page.getByRole('menuitem', { name: 'Another account pulls' }).click();
}

async function addRule(page: Page): Promise<void> {
  await page.getByTestId('rule-add').getByRole('button').click();
  await page.getByRole('menuitem', { name: 'Keep the newest 30 images' }).click();
  await page.getByRole('button', { name: 'Apply' }).click();
}

export const registryPages: readonly Row[] = [
  {
    id: 'repositories',
    title: 'Repositories',
    path: () => 'ecr/repositories',
    call: 'DescribeRepositories',
    sees: ({ repository }) => ['Repositories', repository],
    cells: {
      empty: {
        sees: [
          'No repositories in eu-west-1.',
          'aws ecr create-repository --repository-name team/app',
        ],
      },
      loading: { sees: ['Loading repositories'] },
      error: failed(),
      denied: lacks('ecr:DescribeRepositories'),
      long: { sees: [LONG] },
      crowd: { sees: ['(1,200)', 'crowd/app-0000'] },
      keyboard: {
        to: page => page.getByTestId('repositories-create'),
        sees: ['Slashes make groups'],
      },
    },
  },
  {
    id: 'create-repository',
    title: 'Create repository',
    path: () => 'ecr/repositories/create',
    call: 'CreateRepository',
    sees: () => ['Create repository', 'Slashes make groups'],
    cells: {
      empty: FORM_EMPTY,
      loading: { act: fillName, sees: ['Create repository'] },
      error: { ...failed(), act: fillName },
      denied: { ...lacks('ecr:CreateRepository'), act: fillName },
      long: {
        act: page => fillIn(page, 'repository-name', LONG.repeat(8)),
        sees: [LONG],
      },
      crowd: FORM_ROWS,
      keyboard: {
        place: 'bare',
        to: page => page.getByTestId('repository-name').locator('input'),
        keys: ['N', 'o', 'Enter'],
        sees: ['Capital letters are not allowed.'],
      },
    },
  },
  {
    id: 'repository',
    title: 'Repository',
    path: ofRepository,
    call: 'DescribeImages',
    sees: ({ repository }) => [repository, 'Tag mutability', '2.5.0'],
    cells: {
      empty: { place: 'bare', sees: ['No images yet.', 'docker push', 'docker login'] },
      loading: { sees: ['Loading images'] },
      error: failed(),
      denied: lacks('ecr:DescribeRepositories'),
      long: { sees: [LONG] },
      crowd: { sees: ['1,201', '1.1199'] },
      keyboard: { to: page => page.getByTestId('push-commands'), sees: ['docker push'] },
    },
  },
  {
    id: 'repository-activity',
    title: 'Repository, activity',
    path: place => `${ofRepository(place)}?tab=activity`,
    call: 'LookupEvents',
    sees: () => ['PutImage'],
    cells: {
      empty: 'Its creation is there from the beginning.',
      loading: { sees: ['Reading the history'] },
      error: failed(),
      denied: 'The page is refused as a whole, as above.',
      long: { sees: ['PutImage'] },
      crowd: { sees: ['PutImage', 'newest 200'] },
      keyboard: {
        to: page => page.getByTestId('repository-events-table').locator('table').first(),
        keys: ['ArrowDown', 'ArrowRight', 'Enter'],
        sees: ['Download record'],
      },
    },
  },
  {
    id: 'repository-settings',
    title: 'Repository, settings',
    path: place => `${ofRepository(place)}?tab=settings`,
    call: 'ListTagsForResource',
    sees: () => ['Immutable'],
    cells: {
      empty: { place: 'bare', sees: ['Resource tags', 'No tags associated with the resource.'] },
      loading: { sees: ['Tags'] },
      error: failed(),
      denied: 'The page is refused as a whole, as above.',
      long: { sees: ['Immutable'] },
      crowd: 'A repository has 50 tags at most.',
      keyboard: {
        to: page => page.getByRole('radio', { name: 'Immutable', exact: true }),
        keys: [],
        sees: ['Immutable'],
      },
    },
  },
  {
    id: 'image',
    title: 'Image',
    path: place => `${ofRepository(place)}/-/images/${place.digest}`,
    call: 'DescribeImages',
    sees: () => ['linux/amd64', 'COPY --from=build'],
    cells: {
      empty: {
        place: 'crowd',
        path: place => `${ofRepository(place)}/-/images/${place.digest}?tab=referrers`,
        sees: ['No referrers.', 'oras attach --artifact-type'],
      },
      loading: { sees: [] },
      error: failed(),
      denied: lacks('ecr:DescribeImages'),
      long: { sees: [LONG] },
      crowd: 'It is about one image, whose layers are few.',
      keyboard: {
        to: page => page.getByRole('tab', { name: 'Details' }),
        keys: ['ArrowRight', 'Enter'],
        sees: ['schemaVersion'],
      },
    },
  },
  {
    id: 'index',
    title: 'Image, index of platforms',
    path: place => `${ofRepository(place)}/-/images/${place.index}`,
    call: 'BatchGetImage',
    sees: () => ['linux/arm64'],
    cells: {
      empty: 'An index names its images.',
      loading: { sees: ['Index'] },
      error: failed(),
      denied: lacks('ecr:DescribeImages'),
      long: 'As the image above.',
      crowd: 'An index has a few platforms.',
      keyboard: {
        to: page => page.getByTestId('children-table').getByRole('link').first(),
        sees: ['COPY --from=build'],
      },
    },
  },
  {
    id: 'lifecycle',
    title: 'Lifecycle rules',
    path: place => `${ofRepository(place)}/-/lifecycle`,
    call: 'GetLifecyclePolicy',
    sees: () => ['Lifecycle rules', 'No rules'],
    cells: {
      empty: {
        sees: ['No rules: images stay until someone deletes them.', 'Begin with a template.'],
        place: 'bare',
      },
      loading: { sees: ['Lifecycle rules'] },
      error: failed(),
      denied: lacks('ecr:GetLifecyclePolicy'),
      long: { sees: [LONG] },
      crowd: {
        act: async page => {
          await addRule(page);
          await page.getByTestId('lifecycle-test').click();
          await page.getByTestId('preview-table').waitFor();
        },
        sees: ['would be deleted'],
      },
      keyboard: {
        to: page => page.getByTestId('rule-add').getByRole('button'),
        sees: ['Keep the newest 30 images'],
      },
    },
  },
  {
    id: 'permissions',
    title: 'Permissions editor',
    path: place => `${ofRepository(place)}/-/permissions`,
    call: 'GetRepositoryPolicy',
    sees: () => ['Permissions', 'Add statement'],
    cells: {
      empty: { place: 'bare', sees: ['Permissions', 'Add statement'] },
      loading: { sees: ['Permissions'] },
      error: failed(),
      denied: lacks('ecr:GetRepositoryPolicy'),
      long: { act: addStatement, sees: [LONG] },
      crowd: 'One document of 10,240 characters at most.',
      keyboard: {
        to: page => page.getByTestId('statement-add').getByRole('button'),
        sees: ['Another account pulls'],
      },
    },
  },
];
