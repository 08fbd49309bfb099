import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { CentredPage } from '../widgets/CentredPage';

/** Instead of a page: the server gave no answer at all. */
export function LostConnection() {
  return (
    <CentredPage>
      <Alert
        type="error"
        header="No connection"
        action={<Button onClick={() => window.location.reload()}>Try again</Button>}
      >
        The server at {window.location.host} does not answer.
      </Alert>
    </CentredPage>
  );
}
