import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { differentLines } from './difference';
import type { Finding } from './policy';

export function Findings({ findings }: { findings: readonly Finding[] }) {
  if (findings.length === 0) {
    return <StatusIndicator type="success">Nothing wrong was found.</StatusIndicator>;
  }
  return (
    <SpaceBetween size="xxs">
      {findings.map(({ severity, text }) => (
        <StatusIndicator key={text} type={severity} data-testid={`finding-${severity}`}>
          {text}
        </StatusIndicator>
      ))}
    </SpaceBetween>
  );
}

interface DifferenceProps {
  before: string;
  after: string;
  save: () => void;
  close: () => void;
}

/** Old against new, line by line, before it is saved. */
export function Difference({ before, after, save, close }: DifferenceProps) {
  const lines = differentLines(before, after);
  return (
    <Modal
      visible
      size="large"
      header="Save these permissions?"
      onDismiss={close}
      footer={
        <Box float="right">
          <SpaceBetween size="xs" direction="horizontal">
            <Button variant="link" onClick={close}>
              Back
            </Button>
            <Button variant="primary" onClick={save} data-testid="confirm">
              Save
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <pre className="code">
        {lines.map(({ key, sign, text }) => (
          <div key={key} className={`line-${sign === '+' ? 'new' : sign === '-' ? 'old' : 'same'}`}>
            {sign} {text}
          </div>
        ))}
      </pre>
    </Modal>
  );
}

export function Help() {
  return (
    <>
      <p>
        In this account an IAM policy or this policy suffices; another account needs both. A Deny
        wins over everything.
      </p>
      <p>
        Leave <b>Resource</b> out: it is this repository. <b>Principal</b> names accounts
        (arn:aws:iam::111122223333:root), users, roles, or * for everyone.
      </p>
      <p>An empty text removes the policy: then only this account can use the repository.</p>
    </>
  );
}
