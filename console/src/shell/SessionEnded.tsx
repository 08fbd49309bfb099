import Alert from '@cloudscape-design/components/alert';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { fetchSession } from '../api/session';
import { enter } from '../api/signedIn';
import { SignInForm } from '../widgets/signIn/SignInForm';
import { leave, openAnew } from './leave';
import { useSession } from './session';

/** Over the page, whose forms keep what was typed: the session is over, sign in again. */
export function SessionEnded() {
  const before = useSession();

  async function resume(): Promise<void> {
    const session = await fetchSession();
    if (session === null) return;
    // Someone else must not go on with what this page has read and noted.
    if (session.identity.arn !== before.identity.arn) openAnew(window.location.href);
    else enter(session);
  }

  return (
    <Modal visible header="Your session has ended" onDismiss={() => leave(window.location.href)}>
      <SpaceBetween size="m">
        <Alert type="info">Sign in again to go on where you were.</Alert>
        <SignInForm account={before.identity.account} onSignedIn={resume} />
      </SpaceBetween>
    </Modal>
  );
}
