import Alert from '@cloudscape-design/components/alert';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { CodeBox } from '../../widgets/CodeBox';

const FIRST_USER = [
  'eval "$(lading env)"',
  'aws iam create-user --user-name mary',
  "aws iam create-login-profile --user-name mary --password 'choose one'",
].join('\n');

/** Plain http beyond this machine: whoever listens reads along. */
export function Unencrypted() {
  // Browsers call loopback secure, too.
  if (window.isSecureContext) return null;
  return (
    <Alert type="warning" header="This page is not encrypted">
      Anyone on the network can read your password. Start the server with --tls-cert and --tls-key.
    </Alert>
  );
}

export function FirstUser() {
  return (
    <Alert type="info" header="No console user yet">
      <SpaceBetween size="xs">
        <span>Sign in with the root user's access key, or make a user with a password:</span>
        <CodeBox text={FIRST_USER} what="commands" />
      </SpaceBetween>
    </Alert>
  );
}
