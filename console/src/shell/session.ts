import type { Session } from '../api/session';
import { sessionState } from '../api/signedIn';
import { useStore } from '../api/store';

/** Who is signed in; only below `SignedIn`, where there is somebody. */
export function useSession(): Session {
  const { session } = useStore(sessionState);
  if (session === null) throw new Error('no session below SignedIn');
  return session;
}
