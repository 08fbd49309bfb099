import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import Form from '@cloudscape-design/components/form';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type FormEvent, useState } from 'react';
import { keep, stored } from '../../shell/preferences';
import { AskedFields, KeyFields, UserFields } from './fields';
import { EMPTY_PROOF, type Proof, rememberedAccountKey } from './proof';
import { useSignIn } from './useSignIn';

interface Props {
  /** Filled in already, where it is known. */
  account?: string;
  onSignedIn: () => void;
}

/** Asks who you are, in one step or two; the page and the dialog over an ended session share it. */
export function SignInForm({ account, onSignedIn }: Props) {
  const remembered = stored(rememberedAccountKey, '');
  const [proof, setProof] = useState<Proof>({ ...EMPTY_PROOF, account: account ?? remembered });
  const [remember, setRemember] = useState(remembered !== '');
  const { asked, wait, message, running, submit } = useSignIn(onSignedIn);
  const change = (part: Partial<Proof>) => setProof({ ...proof, ...part });

  function onSubmit(event: FormEvent): void {
    event.preventDefault();
    keep(rememberedAccountKey, remember ? proof.account : '');
    submit(proof);
  }

  return (
    <form onSubmit={onSubmit} noValidate>
      <Form
        actions={
          <Button
            variant="primary"
            formAction="submit"
            loading={running}
            disabled={wait > 0}
            data-testid="signin-submit"
          >
            Sign in
          </Button>
        }
      >
        <SpaceBetween size="m">
          {message !== '' && (
            <Alert type="error" data-testid="signin-error">
              {message}
            </Alert>
          )}
          {asked === 'nothing' ? (
            <SpaceBetween size="m">
              <SegmentedControl
                label="Sign in with"
                selectedId={proof.way}
                onChange={({ detail }) => change({ way: detail.selectedId as Proof['way'] })}
                options={[
                  { id: 'user', text: 'IAM user' },
                  { id: 'key', text: 'Access key' },
                ]}
              />
              {proof.way === 'user' ? (
                <UserFields proof={proof} change={change} />
              ) : (
                <KeyFields proof={proof} change={change} />
              )}
              {proof.way === 'user' && (
                <Checkbox checked={remember} onChange={({ detail }) => setRemember(detail.checked)}>
                  Remember account
                </Checkbox>
              )}
            </SpaceBetween>
          ) : (
            <AskedFields asked={asked} proof={proof} change={change} complete={submit} />
          )}
        </SpaceBetween>
      </Form>
    </form>
  );
}
