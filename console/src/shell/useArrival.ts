import { useCallback, useEffect, useState } from 'react';
import { waitMs } from '../api/connection';
import { fetchServerConfig, fetchSession } from '../api/session';
import { enter } from '../api/signedIn';
import { serverConfig } from './serverConfig';

export type Arrival = 'asking' | 'nobody' | 'here' | 'unreachable';

/** Who is there; asked again, ever more rarely, for as long as the server does not say. */
export function useArrival(): { arrival: Arrival; retry: () => void } {
  const [arrival, setArrival] = useState<Arrival>('asking');
  const [tries, setTries] = useState(0);

  const retry = useCallback(() => setTries(before => before + 1), []);

  useEffect(() => {
    let left = false;
    let next: ReturnType<typeof setTimeout> | undefined;
    arrive().then(found => {
      if (left) return;
      setArrival(found);
      if (found === 'unreachable') next = setTimeout(retry, waitMs(tries));
    });
    return () => {
      left = true;
      clearTimeout(next);
    };
  }, [tries, retry]);
  return { arrival, retry };
}

let arriving: Promise<Arrival> | undefined;

/** Asks once for session and configuration, however often React mounts this; again after a failure. */
function arrive(): Promise<Arrival> {
  arriving ??= Promise.all([fetchSession(), fetchServerConfig()]).then(
    ([session, config]) => {
      serverConfig.set(config);
      if (session === null) return 'nobody';
      enter(session);
      return 'here';
    },
    () => {
      arriving = undefined;
      return 'unreachable';
    },
  );
  return arriving;
}
