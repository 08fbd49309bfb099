import { useEffect, useState } from 'react';
import { SessionRefusal, signIn } from '../../api/session';
import { type Proof, signInOf } from './proof';

/** What the server wants beside the first proof. */
export type Asked = 'nothing' | 'mfa' | 'newPassword' | 'newPasswordAndMfa';

const SECOND_MS = 1000;

/** Signs in, step by step; `wait` counts down the seconds after too many attempts. */
export function useSignIn(onSignedIn: () => void) {
  const [asked, setAsked] = useState<Asked>('nothing');
  const [message, setMessage] = useState('');
  const [running, setRunning] = useState(false);
  const [wait, setWait] = useState(0);

  useEffect(() => {
    if (wait <= 0) return undefined;
    const timer = setTimeout(() => setWait(wait - 1), SECOND_MS);
    return () => clearTimeout(timer);
  }, [wait]);

  async function submit(proof: Proof): Promise<void> {
    if (running || wait > 0) return;
    setRunning(true);
    setMessage('');
    try {
      await signIn(signInOf(proof));
      onSignedIn();
    } catch (error) {
      refused(error, proof);
    } finally {
      setRunning(false);
    }
  }

  function refused(error: unknown, proof: Proof): void {
    const refusal = error instanceof SessionRefusal ? error : null;
    const code = refusal?.code ?? '';
    if (code === 'MfaRequired') setAsked('mfa');
    else if (code === 'PasswordChangeRequired') {
      setAsked(proof.mfa === '' ? 'newPassword' : 'newPasswordAndMfa');
    } else {
      // A wrong code says as little as a wrong password: both begin anew.
      if (code === 'SignInFailed') setAsked('nothing');
      setMessage(refusal?.message ?? 'The server could not be reached.');
      setWait(refusal?.retryAfterSeconds ?? 0);
    }
  }

  const said = wait > 0 ? `Too many attempts. Try again in ${wait} s.` : message;
  return { asked, wait, message: said, running, submit };
}
