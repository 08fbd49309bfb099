import type { SignIn } from '../../api/session';

/** What the form holds; only what the chosen way needs is sent. */
export interface Proof {
  way: 'user' | 'key';
  account: string;
  user: string;
  password: string;
  accessKeyId: string;
  secretAccessKey: string;
  mfa: string;
  newPassword: string;
}

export const EMPTY_PROOF: Proof = {
  way: 'user',
  account: '',
  user: '',
  password: '',
  accessKeyId: '',
  secretAccessKey: '',
  mfa: '',
  newPassword: '',
};

export const rememberedAccountKey = 'lading.account';

/** Digits of a code of an MFA device. */
export const MFA_DIGITS = 6;

/** The body of the sign-in request. */
export function signInOf(proof: Proof): SignIn {
  const asked = {
    ...(proof.mfa === '' ? {} : { mfa: proof.mfa }),
    ...(proof.newPassword === '' ? {} : { newPassword: proof.newPassword }),
  };
  if (proof.way === 'key') {
    const { accessKeyId, secretAccessKey } = proof;
    return { accessKeyId: accessKeyId.trim(), secretAccessKey: secretAccessKey.trim(), ...asked };
  }
  const { account, user, password } = proof;
  return { account: account.trim(), user: user.trim(), password, ...asked };
}
