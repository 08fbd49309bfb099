import { credentialKeeper } from './credentials';
import type { Session } from './session';
import { store } from './store';

/** `ended` while the session is over and the page waits for its user to sign in again. */
export const sessionState = store<{ session: Session | null; ended: boolean }>({
  session: null,
  ended: false,
});

let resume: ((session: Session) => void) | undefined;

export const credentials = credentialKeeper(() => {
  sessionState.set({ ...sessionState.get(), ended: true });
  return new Promise<Session>(resolve => {
    resume = resolve;
  });
});

/** Takes a session as the current one: at the start, or after it had ended. */
export function enter(session: Session): void {
  credentials.hold(session);
  sessionState.set({ session, ended: false });
  resume?.(session);
  resume = undefined;
}
