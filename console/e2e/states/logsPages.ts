import type { Row } from './cell';
import type { Place } from './places';
import { failed, lacks } from './wording';

const LONG = 'thenameofwhichisaslongasitmaybe';

const ofGroup = ({ group }: Place) =>
  `cloudwatch/logs/groups/detail?${new URLSearchParams({ group })}`;
const ofStream = ({ group, stream }: Place) =>
  `cloudwatch/logs/events?${new URLSearchParams({ group, stream })}`;

export const logsPages: readonly Row[] = [
  {
    id: 'log-groups',
    title: 'Log groups',
    path: () => 'cloudwatch/logs/groups',
    call: 'DescribeLogGroups',
    sees: ({ group }) => ['Log groups', group],
    cells: {
      empty: { sees: ['No log groups.', 'aws logs create-log-group --log-group-name /my/app'] },
      loading: { sees: ['Loading log groups'] },
      error: failed(),
      denied: lacks('logs:DescribeLogGroups'),
      long: { sees: [LONG] },
      crowd: { sees: ['(1,200)', '/crowd/group-0000'] },
      keyboard: {
        to: page => page.getByTestId('loggroups-create'),
        sees: ['Log group name'],
      },
    },
  },
  {
    id: 'log-group',
    title: 'Log group',
    path: ofGroup,
    call: 'DescribeLogStreams',
    sees: ({ group, stream }) => [group, stream],
    cells: {
      empty: { place: 'bare', sees: ['No streams yet.', 'lading flush'] },
      loading: { sees: ['Loading log streams'] },
      error: failed(),
      denied: lacks('logs:DescribeLogGroups'),
      long: { sees: [LONG] },
      crowd: { sees: ['(1,000', 'stream-0000'] },
      keyboard: {
        to: page => page.getByTestId('search-streams'),
        sees: ['Log events'],
      },
    },
  },
  {
    id: 'log-events',
    title: 'Log events',
    path: ofStream,
    call: 'GetLogEvents',
    sees: ({ group, stream }) => [group, stream, 'Load older'],
    cells: {
      empty: {
        place: 'bare',
        path: ({ stream }) =>
          `cloudwatch/logs/events?${new URLSearchParams({ group: '/shop/new', stream })}`,
        sees: ['No events in the last day.', 'aws logs get-log-events'],
      },
      loading: { sees: [] },
      error: failed(),
      denied: lacks('logs:GetLogEvents'),
      long: { sees: [LONG] },
      crowd: { sees: ['Load older', 'of many'] },
      keyboard: {
        to: page => page.getByTestId('logevents-list').getByRole('button').first(),
        sees: ['eventVersion'],
      },
    },
  },
];
