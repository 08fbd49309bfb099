import type { Page } from '@playwright/test';
import type { Place } from '../states/places';

/** One picture of the README's tour. */
interface Screen {
  /** Of its file in docs/screens. */
  name: string;
  path: (place: Place) => string;
  act?: (page: Page) => Promise<void>;
  /** What the picture must show. */
  sees: (place: Place) => readonly string[];
}

export const tour: readonly Screen[] = [
  {
    name: 'home',
    path: () => 'home',
    sees: () => ['ci-builds/build-4711', 'k8s-nodes', 'intern', 'AccessDenied'],
  },
  {
    name: 'repository',
    path: ({ repository }) => `ecr/repositories/${repository}`,
    sees: () => ['2.5.0', 'Last push', 'Last pull'],
  },
  {
    name: 'image',
    path: ({ repository, digest }) => `ecr/repositories/${repository}/-/images/${digest}`,
    sees: () => ['linux/amd64', 'COPY --from=build'],
  },
  {
    name: 'history',
    path: ({ events }) => `cloudtrail/events?f=EventSource~eq~ecr.amazonaws.com&event=${events[0]}`,
    sees: () => ['PutImage by', '10.20.4.17'],
  },
  {
    name: 'integrity',
    path: ({ trail }) => `cloudtrail/trails/${trail}/integrity`,
    act: async page => {
      await page.getByTestId('integrity-start').click();
      await page.getByTestId('integrity-summary').waitFor();
    },
    sees: () => ['0 problems'],
  },
  {
    name: 'log-events',
    path: ({ group, stream }) =>
      `cloudwatch/logs/events?${new URLSearchParams({ group, stream, filter: 'PutImage' })}`,
    act: page => page.getByTestId('logevents-list').getByRole('button').first().click(),
    sees: ({ stream }) => [stream, '"PutImage"'],
  },
];
