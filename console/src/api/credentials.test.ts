import { afterEach, describe, expect, it, vi } from 'vitest';
import { credentialKeeper, renewalTime } from './credentials';
import type { Session } from './session';

const HOUR_MS = 3_600_000;

const session = (accessKeyId: string): Session => {
  const expires = new Date(Date.now() + HOUR_MS).toISOString();
  const identity = {
    type: 'IAMUser' as const,
    arn: 'arn:aws:iam::123456789012:user/mary',
    account: '123456789012',
    accountAlias: null,
    userName: 'mary',
  };
  return {
    identity,
    user: identity,
    role: null,
    mfa: false,
    expiresAt: expires,
    credentials: { accessKeyId, secretAccessKey: 's', sessionToken: 't', expiration: expires },
  };
};

function answering(...answers: (Session | null)[]) {
  const fetched = vi.fn(async () => {
    const next = answers.shift() ?? null;
    return new Response(next && JSON.stringify(next), { status: next === null ? 204 : 200 });
  });
  vi.stubGlobal('fetch', fetched);
  vi.stubGlobal('window', {});
  return fetched;
}

afterEach(() => vi.unstubAllGlobals());

describe('credentials', () => {
  it('are renewed at 80 % of their life', () => {
    expect(renewalTime(0, new Date(1000).toISOString())).toBe(800);
  });

  it('are fetched once for calls made at the same time, and then kept', async () => {
    const fetched = answering(session('ASIA1'));
    const keeper = credentialKeeper(() => Promise.reject(new Error('not asked')));
    const [one, two] = await Promise.all([keeper.provide(), keeper.provide()]);
    expect([one.accessKeyId, two.accessKeyId]).toEqual(['ASIA1', 'ASIA1']);
    await keeper.provide();
    expect(fetched).toHaveBeenCalledTimes(1);
  });

  it('that the server refused are fetched anew', async () => {
    answering(session('ASIA2'));
    const keeper = credentialKeeper(() => Promise.reject(new Error('not asked')));
    keeper.hold(session('ASIA1'));
    expect((await keeper.provide()).accessKeyId).toBe('ASIA1');
    keeper.drop();
    expect((await keeper.provide()).accessKeyId).toBe('ASIA2');
  });

  it('of an ended session wait for a new sign-in', async () => {
    answering(null);
    const keeper = credentialKeeper(async () => session('ASIA3'));
    expect((await keeper.provide()).accessKeyId).toBe('ASIA3');
  });
});
