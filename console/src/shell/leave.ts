import { signOut } from '../api/session';
import { BASE } from '../url/scope';

/** Signs out, on demand of all sessions, and opens the sign-in page, as a new document: memory starts empty again. */
export async function leave(next = '', everywhere = false): Promise<void> {
  await signOut(everywhere);
  window.location.assign(`${BASE}/sign-in${next && `?next=${encodeURIComponent(next)}`}`);
}

/** Opens a page as a new document, after who is signed in has changed. */
export function openAnew(href: string): void {
  window.location.assign(href);
}

/** Where to go after sign-in: only into the console of this origin. */
export function safeNext(next: string | null): string {
  if (next === null) return `${BASE}/`;
  const target = URL.canParse(next, window.location.origin)
    ? new URL(next, window.location.origin)
    : null;
  const inside =
    target?.origin === window.location.origin && target.pathname.startsWith(`${BASE}/`);
  return inside ? `${target.pathname}${target.search}${target.hash}` : `${BASE}/`;
}
