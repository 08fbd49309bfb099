import Spinner from '@cloudscape-design/components/spinner';
import { lazy, Suspense, useEffect } from 'react';
import { Navigate, Outlet, useLocation } from 'react-router';
import { sessionState } from '../api/signedIn';
import { useStore } from '../api/store';
import { BASE } from '../url/scope';
import { LostConnection } from './LostConnection';
import { useArrival } from './useArrival';

const LOAD_AFTER_MS = 5_000;

const loadSessionEnded = async () => ({ default: (await import('./SessionEnded')).SessionEnded });
const SessionEnded = lazy(loadSessionEnded);

/** Lets through who is signed in; sends others to the sign-in page, which brings them back. */
export function SignedIn() {
  const { arrival, retry } = useArrival();
  const { ended } = useStore(sessionState);
  const here = useLocation();

  useEffect(() => {
    if (arrival !== 'here') return undefined;
    // The first page does without the dialog; it must be here before the server may have another.
    const later = setTimeout(() => loadSessionEnded().catch(() => undefined), LOAD_AFTER_MS);
    return () => clearTimeout(later);
  }, [arrival]);

  if (arrival === 'asking') return <Spinner size="large" />;
  if (arrival === 'unreachable') return <LostConnection retry={retry} />;
  if (arrival === 'nobody') {
    const next = `${BASE}${here.pathname}${here.search}${here.hash}`;
    return <Navigate replace to={`/sign-in?next=${encodeURIComponent(next)}`} />;
  }
  return (
    <>
      <Outlet />
      <Suspense fallback={null}>{ended && <SessionEnded />}</Suspense>
    </>
  );
}
