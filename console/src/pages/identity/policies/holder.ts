import {
  attachRolePolicy,
  attachUserPolicy,
  deleteRolePolicy,
  deleteUserPolicy,
  detachRolePolicy,
  detachUserPolicy,
  getRolePolicy,
  getUserPolicy,
  listAttachedRolePolicies,
  listAttachedUserPolicies,
  listRolePolicies,
  listUserPolicies,
  putRolePolicy,
  putUserPolicy,
} from '../../../api/iam';

/** Who holds policies: a user or a role. */
export interface Holder {
  type: 'user' | 'role';
  name: string;
}

/** A policy of a holder; inline ones have no ARN. */
export interface HeldPolicy {
  name: string;
  arn: string;
}

export async function readPolicies(
  { type, name }: Holder,
  region: string,
  signal: AbortSignal,
): Promise<HeldPolicy[]> {
  const [attached, inline] =
    type === 'user'
      ? await Promise.all([
          listAttachedUserPolicies.run({ UserName: name }, region, signal),
          listUserPolicies.run({ UserName: name }, region, signal),
        ])
      : await Promise.all([
          listAttachedRolePolicies.run({ RoleName: name }, region, signal),
          listRolePolicies.run({ RoleName: name }, region, signal),
        ]);
  return [
    ...(attached.AttachedPolicies ?? []).map(({ PolicyName = '', PolicyArn = '' }) => ({
      name: PolicyName,
      arn: PolicyArn,
    })),
    ...(inline.PolicyNames ?? []).map(policy => ({ name: policy, arn: '' })),
  ];
}

/** The text of an inline policy, for people to read. */
export async function readInline(
  { type, name }: Holder,
  policy: string,
  region: string,
): Promise<string> {
  const { PolicyDocument = '' } =
    type === 'user'
      ? await getUserPolicy.run({ UserName: name, PolicyName: policy }, region)
      : await getRolePolicy.run({ RoleName: name, PolicyName: policy }, region);
  return documentText(PolicyDocument);
}

export function attach({ type, name }: Holder, arn: string, region: string): Promise<object> {
  return type === 'user'
    ? attachUserPolicy.run({ UserName: name, PolicyArn: arn }, region)
    : attachRolePolicy.run({ RoleName: name, PolicyArn: arn }, region);
}

export function putInline(
  { type, name }: Holder,
  policy: string,
  text: string,
  region: string,
): Promise<object> {
  const rest = { PolicyName: policy, PolicyDocument: text };
  return type === 'user'
    ? putUserPolicy.run({ UserName: name, ...rest }, region)
    : putRolePolicy.run({ RoleName: name, ...rest }, region);
}

/** Takes a policy from its holder: detaches a managed one, deletes an inline one. */
export function takeAway(holder: Holder, policy: HeldPolicy, region: string): Promise<object> {
  const { type, name } = holder;
  if (policy.arn === '') {
    return type === 'user'
      ? deleteUserPolicy.run({ UserName: name, PolicyName: policy.name }, region)
      : deleteRolePolicy.run({ RoleName: name, PolicyName: policy.name }, region);
  }
  return type === 'user'
    ? detachUserPolicy.run({ UserName: name, PolicyArn: policy.arn }, region)
    : detachRolePolicy.run({ RoleName: name, PolicyArn: policy.arn }, region);
}

/** IAM gives documents URL-encoded. */
export function documentText(encoded: string): string {
  const text = decodeURIComponent(encoded);
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
