import type { LogGroup } from '@aws-sdk/client-cloudwatch-logs';
import { describeLogGroups } from '../../../api/logs';
import { type Reading, useCall } from '../../../api/query';

/** One log group by its name. */
export function useGroup(name: string): {
  group: LogGroup | undefined;
  reading: Reading<unknown>;
} {
  const reading = useCall(describeLogGroups, { logGroupNamePrefix: name });
  // Names that begin with this one come too, but after it.
  const group = reading.data?.logGroups?.find(({ logGroupName }) => logGroupName === name);
  return { group, reading };
}
