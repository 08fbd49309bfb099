import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { useEffect } from 'react';
import { useRouteError } from 'react-router';
import { connection } from '../api/connection';
import { useStore } from '../api/store';
import { CentredPage } from '../widgets/CentredPage';
import { LostConnection } from './LostConnection';

const CHUNK_GONE = /dynamically imported module|module script/i;

/**
 * Instead of a page that broke, or of one whose parts do not come: because the server does not
 * answer, or because it was upgraded and has others now.
 */
export function RouteFailure() {
  const error = useRouteError();
  const message = error instanceof Error ? error.message : String(error);
  const gone = CHUNK_GONE.test(message);
  const lost = useLost(gone);
  if (lost) return <LostConnection retry={connection.ask} />;
  return (
    <CentredPage>
      <Alert
        type="error"
        header={gone ? 'The console was updated' : 'This page broke'}
        action={<Button onClick={() => window.location.reload()}>Load it again</Button>}
      >
        {gone ? 'This window still holds an older version of it.' : message}
      </Alert>
    </CentredPage>
  );
}

/** Whether the server does not answer, once that is in doubt; when it does again, all loads anew. */
function useLost(doubtful: boolean): boolean {
  const { lostAt } = useStore(connection.state);
  useEffect(() => {
    if (!doubtful) return undefined;
    connection.doubt();
    return connection.whenBack(() => window.location.reload());
  }, [doubtful]);
  return doubtful && lostAt !== null;
}
