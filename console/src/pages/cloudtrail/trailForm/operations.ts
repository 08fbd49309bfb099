import type { Call } from '../../../api/calls';
import {
  addTrailTags,
  createTrail,
  deleteTrail,
  putEventSelectors,
  removeTrailTags,
  startLogging,
  updateTrail,
} from '../../../api/cloudtrail';
import { createRole, deleteRole, deleteRolePolicy, putRolePolicy } from '../../../api/iam';
import { createLogGroup, deleteLogGroup } from '../../../api/logs';
import { createBucket, deleteBucket, putBucketPolicy } from '../../../api/s3';

interface Runnable {
  service: string;
  name: string;
  run(input: never, region: string): Promise<unknown>;
}

/** All operations that plans for trails are made of. */
const OPERATIONS: readonly Runnable[] = [
  addTrailTags,
  createBucket,
  createLogGroup,
  createRole,
  createTrail,
  deleteBucket,
  deleteLogGroup,
  deleteRole,
  deleteRolePolicy,
  deleteTrail,
  putBucketPolicy,
  putEventSelectors,
  putRolePolicy,
  removeTrailTags,
  startLogging,
  updateTrail,
];

/** Does a planned call. */
export async function runCall({ service, operation, input }: Call, region: string): Promise<void> {
  const found = OPERATIONS.find(one => one.service === service && one.name === operation);
  if (found === undefined) throw new Error(`no operation ${service}:${operation}`);
  await found.run(input as never, region);
}
