import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type Denial, denialOf, type Failure, statementFor } from '../../api/failure';
import { CodeBox } from '../CodeBox';
import { CopyText } from '../CopyText';

interface Props {
  failure: Failure | null;
  retry?: () => void;
}

/** Why there is nothing to show: AWS's code and message, the request id, what to do about it. */
export function FailureAlert({ failure, retry }: Props) {
  if (failure === null) return null;
  const denial = failure.kind === 'denied' ? denialOf(failure.message) : null;
  const action = retry && <Button onClick={retry}>Retry</Button>;
  return (
    <Alert type="error" header={failure.code} action={action} data-testid="failure">
      <SpaceBetween size="xs">
        {denial === null ? <span>{failure.message}</span> : <Denied denial={denial} />}
        {failure.requestId !== '' && (
          <span>
            Request id: <CopyText text={failure.requestId} what="request id" />
          </span>
        )}
      </SpaceBetween>
    </Alert>
  );
}

function Denied({ denial }: { denial: Denial }) {
  return (
    <SpaceBetween size="xs">
      <span>
        You are signed in as <b>{denial.caller}</b>. It may not <b>{denial.action}</b> on{' '}
        <b>{denial.resource}</b>.
      </span>
      <Box variant="small">An administrator can allow it with this statement:</Box>
      <CodeBox text={statementFor(denial)} what="statement" />
    </SpaceBetween>
  );
}
