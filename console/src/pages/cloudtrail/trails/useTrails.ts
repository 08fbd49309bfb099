import type { Trail } from '@aws-sdk/client-cloudtrail';
import { describeTrails, getTrailStatus } from '../../../api/cloudtrail';
import { useEachCall } from '../../../api/eachCall';
import { type Reading, useCall } from '../../../api/query';
import type { TrailRow } from './trailRow';

const NONE: readonly Trail[] = [];

/** The trails that log in this Region, those of other Regions that reach into it too. */
export function useTrails(): { rows: TrailRow[]; reading: Reading<unknown> } {
  const reading = useCall(describeTrails, {});
  const trails = reading.data?.trailList ?? NONE;
  const statuses = useEachCall(
    getTrailStatus,
    trails.map(({ TrailARN }) => ({ Name: TrailARN })),
  );
  const rows = trails.map((trail, index) => ({
    trail,
    status: statuses[index]?.data,
    failure: statuses[index]?.failure ?? null,
  }));
  return { rows, reading };
}
