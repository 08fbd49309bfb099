import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import {
  createLoginProfile,
  deleteLoginProfile,
  getLoginProfile,
  updateLoginProfile,
} from '../../../api/iam';
import { useCall, useChange } from '../../../api/query';
import { CodeBox } from '../../../widgets/CodeBox';
import { FailureAlert } from '../../../widgets/failure/FailureAlert';
import { Time } from '../../../widgets/Time';
import { newPassword } from '../createUser/password';

/** Whether a user may sign in to the console; a new password is shown once. */
export function ConsolePassword({ userName }: { userName: string }) {
  const profile = useCall(getLoginProfile, { UserName: userName });
  const [shown, setShown] = useState('');
  const none = profile.failure?.kind === 'missing';
  const set = useChange('iam', async region => {
    const password = newPassword();
    const input = { UserName: userName, Password: password };
    await (none ? createLoginProfile : updateLoginProfile).run(input, region);
    return password;
  });
  const removal = useChange('iam', async region => {
    await deleteLoginProfile.run({ UserName: userName }, region);
    return '';
  });
  const change = async (work: () => Promise<string | undefined>) => setShown((await work()) ?? '');
  const created = none ? undefined : profile.data?.LoginProfile?.CreateDate;
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <SpaceBetween size="xs" direction="horizontal">
              <Button
                disabled={none || profile.data === undefined}
                loading={removal.running}
                onClick={() => change(removal.run)}
              >
                Remove password
              </Button>
              <Button loading={set.running} onClick={() => change(set.run)}>
                {none ? 'Give a password' : 'Reset password'}
              </Button>
            </SpaceBetween>
          }
        >
          Console sign-in
        </Header>
      }
    >
      <SpaceBetween size="m">
        <KeyValuePairs
          columns={2}
          items={[
            { label: 'Password', value: none ? 'None: no sign-in' : 'Set' },
            { label: 'Set at', value: <Time at={created} /> },
          ]}
        />
        {shown !== '' && (
          <>
            <Alert type="warning">The new password is shown only now.</Alert>
            <CodeBox text={shown} what="password" />
          </>
        )}
        <FailureAlert failure={set.failure ?? removal.failure ?? (none ? null : profile.failure)} />
      </SpaceBetween>
    </Container>
  );
}
