import {
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  ChangePasswordCommand,
  CreateAccessKeyCommand,
  CreateLoginProfileCommand,
  CreateRoleCommand,
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  DeactivateMFADeviceCommand,
  DeleteAccessKeyCommand,
  DeleteLoginProfileCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  DeleteVirtualMFADeviceCommand,
  DetachRolePolicyCommand,
  DetachUserPolicyCommand,
  EnableMFADeviceCommand,
  GetAccessKeyLastUsedCommand,
  GetLoginProfileCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  IAMClient,
  ListAccessKeysCommand,
  ListAttachedRolePoliciesCommand,
  ListAttachedUserPoliciesCommand,
  ListGroupsForUserCommand,
  ListMFADevicesCommand,
  ListPoliciesCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  ListUserPoliciesCommand,
  ListUsersCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  RemoveUserFromGroupCommand,
  UpdateAccessKeyCommand,
  UpdateLoginProfileCommand,
} from '@aws-sdk/client-iam';
import { operationsOf } from './operation';

/** IAM is one for all Regions; calls to it are signed for, and recorded in, this one. */
export const IAM_REGION = 'us-east-1';

const iam = operationsOf('iam', settings => new IAMClient({ ...settings, region: IAM_REGION }));

export const listUsers = iam('ListUsers', ListUsersCommand);
export const getUser = iam('GetUser', GetUserCommand);
export const createUser = iam('CreateUser', CreateUserCommand);
export const deleteUser = iam('DeleteUser', DeleteUserCommand);
export const listGroupsForUser = iam('ListGroupsForUser', ListGroupsForUserCommand);
export const removeUserFromGroup = iam('RemoveUserFromGroup', RemoveUserFromGroupCommand);

export const getLoginProfile = iam('GetLoginProfile', GetLoginProfileCommand);
export const createLoginProfile = iam('CreateLoginProfile', CreateLoginProfileCommand);
export const updateLoginProfile = iam('UpdateLoginProfile', UpdateLoginProfileCommand);
export const deleteLoginProfile = iam('DeleteLoginProfile', DeleteLoginProfileCommand);
export const changePassword = iam('ChangePassword', ChangePasswordCommand);

export const listAccessKeys = iam('ListAccessKeys', ListAccessKeysCommand);
export const createAccessKey = iam('CreateAccessKey', CreateAccessKeyCommand);
export const updateAccessKey = iam('UpdateAccessKey', UpdateAccessKeyCommand);
export const deleteAccessKey = iam('DeleteAccessKey', DeleteAccessKeyCommand);
export const getAccessKeyLastUsed = iam('GetAccessKeyLastUsed', GetAccessKeyLastUsedCommand);

export const listMfaDevices = iam('ListMFADevices', ListMFADevicesCommand);
export const createMfaDevice = iam('CreateVirtualMFADevice', CreateVirtualMFADeviceCommand);
export const enableMfaDevice = iam('EnableMFADevice', EnableMFADeviceCommand);
export const deactivateMfaDevice = iam('DeactivateMFADevice', DeactivateMFADeviceCommand);
export const deleteMfaDevice = iam('DeleteVirtualMFADevice', DeleteVirtualMFADeviceCommand);

export const listPolicies = iam('ListPolicies', ListPoliciesCommand);
export const getPolicy = iam('GetPolicy', GetPolicyCommand);
export const getPolicyVersion = iam('GetPolicyVersion', GetPolicyVersionCommand);
export const listUserPolicies = iam('ListUserPolicies', ListUserPoliciesCommand);
export const getUserPolicy = iam('GetUserPolicy', GetUserPolicyCommand);
export const putUserPolicy = iam('PutUserPolicy', PutUserPolicyCommand);
export const deleteUserPolicy = iam('DeleteUserPolicy', DeleteUserPolicyCommand);
export const attachUserPolicy = iam('AttachUserPolicy', AttachUserPolicyCommand);
export const detachUserPolicy = iam('DetachUserPolicy', DetachUserPolicyCommand);
export const listAttachedUserPolicies = iam(
  'ListAttachedUserPolicies',
  ListAttachedUserPoliciesCommand,
);

export const listRoles = iam('ListRoles', ListRolesCommand);
export const getRole = iam('GetRole', GetRoleCommand);
export const createRole = iam('CreateRole', CreateRoleCommand);
export const deleteRole = iam('DeleteRole', DeleteRoleCommand);
export const listRolePolicies = iam('ListRolePolicies', ListRolePoliciesCommand);
export const getRolePolicy = iam('GetRolePolicy', GetRolePolicyCommand);
export const putRolePolicy = iam('PutRolePolicy', PutRolePolicyCommand);
export const deleteRolePolicy = iam('DeleteRolePolicy', DeleteRolePolicyCommand);
export const attachRolePolicy = iam('AttachRolePolicy', AttachRolePolicyCommand);
export const detachRolePolicy = iam('DetachRolePolicy', DetachRolePolicyCommand);
export const listAttachedRolePolicies = iam(
  'ListAttachedRolePolicies',
  ListAttachedRolePoliciesCommand,
);
