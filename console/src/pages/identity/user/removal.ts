import { Failure } from '../../../api/failure';
import {
  deactivateMfaDevice,
  deleteAccessKey,
  deleteLoginProfile,
  deleteMfaDevice,
  deleteUser,
  listAccessKeys,
  listGroupsForUser,
  listMfaDevices,
  removeUserFromGroup,
} from '../../../api/iam';
import { readPolicies, takeAway } from '../policies/holder';

/** Deletes a user with all that hangs on it; IAM refuses while anything does. */
export async function removeUser(name: string, region: string): Promise<string> {
  const user = { UserName: name };
  const { AccessKeyMetadata = [] } = await listAccessKeys.run(user, region);
  for (const { AccessKeyId } of AccessKeyMetadata) {
    await deleteAccessKey.run({ ...user, AccessKeyId }, region);
  }
  const { MFADevices = [] } = await listMfaDevices.run(user, region);
  for (const { SerialNumber } of MFADevices) {
    await deactivateMfaDevice.run({ ...user, SerialNumber }, region);
    await deleteMfaDevice.run({ SerialNumber }, region);
  }
  const { Groups = [] } = await listGroupsForUser.run(user, region);
  for (const { GroupName } of Groups) await removeUserFromGroup.run({ ...user, GroupName }, region);
  const holder = { type: 'user' as const, name };
  for (const policy of await readPolicies(holder, region, new AbortController().signal)) {
    await takeAway(holder, policy, region);
  }
  await deleteLoginProfile.run(user, region).catch(ignoreMissing);
  await deleteUser.run(user, region);
  return name;
}

/** A user without a password has no profile to delete. */
function ignoreMissing(error: unknown): void {
  if (!(error instanceof Failure && error.kind === 'missing')) throw error;
}
