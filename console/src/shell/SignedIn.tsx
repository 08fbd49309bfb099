import Spinner from '@cloudscape-design/components/spinner';
import { useEffect, useState } from 'react';
import { Navigate, Outlet, useLocation } from 'react-router';
import { fetchServerConfig, fetchSession } from '../api/session';
import { enter, sessionState } from '../api/signedIn';
import { useStore } from '../api/store';
import { BASE } from '../url/scope';
import { LostConnection } from './LostConnection';
import { SessionEnded } from './SessionEnded';
import { serverConfig } from './serverConfig';

type Arrival = 'asking' | 'nobody' | 'here' | 'unreachable';

/** Lets through who is signed in; sends others to the sign-in page, which brings them back. */
export function SignedIn() {
  const [arrival, setArrival] = useState<Arrival>('asking');
  const { ended } = useStore(sessionState);
  const here = useLocation();

  useEffect(() => {
    let left = false;
    arrive().then(found => {
      if (!left) setArrival(found);
    });
    return () => {
      left = true;
    };
  }, []);

  if (arrival === 'asking') return <Spinner size="large" />;
  if (arrival === 'unreachable') return <LostConnection />;
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

let arriving: Promise<Arrival> | undefined;

/** Asks once for session and configuration, however often React mounts this. */
function arrive(): Promise<Arrival> {
  arriving ??= Promise.all([fetchSession(), fetchServerConfig()]).then(
    ([session, config]) => {
      serverConfig.set(config);
      if (session === null) return 'nobody';
      enter(session);
      return 'here';
    },
    () => 'unreachable',
  );
  return arriving;
}
