import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { CentredPage } from '../widgets/CentredPage';

/** Instead of a page: the server gave no answer; whoever shows this asks it again. */
export function LostConnection({ retry }: { retry: () => void }) {
  return (
    <CentredPage>
      <Container
        header={
          <Header variant="h1" actions={<Button onClick={retry}>Try now</Button>}>
            No connection
          </Header>
        }
      >
        <StatusIndicator type="error">
          The server at {window.location.host} does not answer. This page opens by itself when it
          does.
        </StatusIndicator>
      </Container>
    </CentredPage>
  );
}
