import type {
  DescribeLogGroupsRequest,
  DescribeLogGroupsResponse,
  DescribeLogStreamsRequest,
  DescribeLogStreamsResponse,
  LogGroup,
  LogStream,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Paging } from './query';

const GROUP_PAGES_MAX = 40;
const STREAM_PAGES_MAX = 20;

/** Pages of 50, the most that there are. */
export const logGroupsPaging: Paging<
  DescribeLogGroupsRequest,
  DescribeLogGroupsResponse,
  LogGroup
> = {
  items: page => page.logGroups,
  token: page => page.nextToken,
  withToken: (input, nextToken) => ({ ...input, nextToken }),
  pagesMax: GROUP_PAGES_MAX,
};

export const logStreamsPaging: Paging<
  DescribeLogStreamsRequest,
  DescribeLogStreamsResponse,
  LogStream
> = {
  items: page => page.logStreams,
  token: page => page.nextToken,
  withToken: (input, nextToken) => ({ ...input, nextToken }),
  pagesMax: STREAM_PAGES_MAX,
};
