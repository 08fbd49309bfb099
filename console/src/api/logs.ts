import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DeleteRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  ListTagsForResourceCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { operationsOf } from './operation';

const logs = operationsOf('logs', settings => new CloudWatchLogsClient(settings));

export const describeLogGroups = logs('DescribeLogGroups', DescribeLogGroupsCommand);
export const createLogGroup = logs('CreateLogGroup', CreateLogGroupCommand);
export const deleteLogGroup = logs('DeleteLogGroup', DeleteLogGroupCommand);
export const putRetentionPolicy = logs('PutRetentionPolicy', PutRetentionPolicyCommand);
export const deleteRetentionPolicy = logs('DeleteRetentionPolicy', DeleteRetentionPolicyCommand);
export const describeLogStreams = logs('DescribeLogStreams', DescribeLogStreamsCommand);
export const getLogEvents = logs('GetLogEvents', GetLogEventsCommand);
export const filterLogEvents = logs('FilterLogEvents', FilterLogEventsCommand);
export const listLogGroupTags = logs('ListTagsForResource', ListTagsForResourceCommand);
