import { fetchSession, type Session, type SessionCredentials } from './session';

/** What SDK clients take as credentials. */
export interface ClientCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  expiration: Date;
}

interface Held {
  credentials: SessionCredentials;
  renewAt: number;
}

const RENEW_AFTER_SHARE = 0.8;
// The SDK would keep what it was given; long past, it asks here for every call.
const LONG_PAST = new Date(0);

/** The instant (ms) at which credentials fetched at `now` are to be renewed: 80 % of their life. */
export function renewalTime(now: number, expiration: string): number {
  return now + (Date.parse(expiration) - now) * RENEW_AFTER_SHARE;
}

/**
 * Keeps the session's credentials in a closure, and nowhere else; renews them in time, one request
 * at a time. `whenEnded` is asked when the session is over and returns once there is a new one.
 */
export function credentialKeeper(whenEnded: () => Promise<Session>) {
  let held: Held | undefined;
  let pending: Promise<Held> | undefined;

  function hold(session: Session): Held {
    const renewAt = renewalTime(Date.now(), session.credentials.expiration);
    held = { credentials: session.credentials, renewAt };
    return held;
  }

  async function renew(): Promise<Held> {
    const session = (await fetchSession()) ?? (await whenEnded());
    return hold(session);
  }

  return {
    hold(session: Session): void {
      hold(session);
    },
    /** Drops what is held: the server no longer takes it. */
    drop(): void {
      held = undefined;
    },
    async provide(): Promise<ClientCredentials> {
      let current = held;
      if (current === undefined || Date.now() >= current.renewAt) {
        pending ??= renew().finally(() => {
          pending = undefined;
        });
        current = await pending;
      }
      const { accessKeyId, secretAccessKey, sessionToken } = current.credentials;
      return { accessKeyId, secretAccessKey, sessionToken, expiration: LONG_PAST };
    },
  };
}
