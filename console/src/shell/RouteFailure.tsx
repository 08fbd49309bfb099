import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { useRouteError } from 'react-router';
import { CentredPage } from '../widgets/CentredPage';

const CHUNK_GONE = /dynamically imported module|module script/i;

/** Instead of a page that broke; after an upgrade of the server its old parts are gone. */
export function RouteFailure() {
  const error = useRouteError();
  const message = error instanceof Error ? error.message : String(error);
  const gone = CHUNK_GONE.test(message);
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
