import Spinner from '@cloudscape-design/components/spinner';
import { Navigate, Outlet, useLocation } from 'react-router';
import { sessionState } from '../api/signedIn';
import { useStore } from '../api/store';
import { BASE } from '../url/scope';
import { LostConnection } from './LostConnection';
import { SessionEnded } from './SessionEnded';
import { useArrival } from './useArrival';

/** Lets through who is signed in; sends others to the sign-in page, which brings them back. */
export function SignedIn() {
  const { arrival, retry } = useArrival();
  const { ended } = useStore(sessionState);
  const here = useLocation();

  if (arrival === 'asking') return <Spinner size="large" />;
  if (arrival === 'unreachable') return <LostConnection retry={retry} />;
  if (arrival === 'nobody') {
    const next = `${BASE}${here.pathname}${here.search}${here.hash}`;
    return <Navigate replace to={`/sign-in?next=${encodeURIComponent(next)}`} />;
  }
  return (
    <>
      <Outlet />
      {ended && <SessionEnded />}
    </>
  );
}
