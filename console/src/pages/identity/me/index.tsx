import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useChange } from '../../../api/query';
import { leave } from '../../../shell/leave';
import { usePage } from '../../../shell/page';
import { useSession } from '../../../shell/session';
import { useScope } from '../../../url/scope';
import { CopyText } from '../../../widgets/CopyText';
import { FailureAlert } from '../../../widgets/failure/FailureAlert';
import { Time } from '../../../widgets/Time';
import { AccessKeys } from '../keys/AccessKeys';
import { MfaDevices } from '../mfa/MfaDevices';
import { ChangePassword } from '../password/ChangePassword';

export function Component() {
  const { identity, user, role } = useSession();
  const { href } = useScope();
  usePage({
    title: 'My security credentials',
    breadcrumbs: [{ text: 'Identity', path: 'iam/users' }, { text: 'My security credentials' }],
    help: (
      <p>
        Your own access keys, password and codes. <b>Sign out everywhere</b> ends all console
        sessions you have, on this and on other computers.
      </p>
    ),
  });
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        actions={<SignOutEverywhere />}
        description={<CopyText text={identity.arn} what="ARN" />}
      >
        My security credentials
      </Header>
      {user.type === 'Root' && (
        <Alert
          type="error"
          header="You are signed in as root"
          action={<Button href={href('iam/users/create')}>Create a user</Button>}
        >
          Root may do everything and cannot be restricted. Make a user for daily work.
        </Alert>
      )}
      {role !== null && (
        <Alert type="info">
          You wear the role {role.name}, which has no credentials of its own to manage. Go back to
          your user for that.
        </Alert>
      )}
      <Facts />
      {role === null && <AccessKeys />}
      {role === null && user.userName !== null && (
        <SpaceBetween size="l">
          <MfaDevices userName={user.userName} />
          <ChangePassword />
        </SpaceBetween>
      )}
    </SpaceBetween>
  );
}

function Facts() {
  const { user, mfa, expiresAt } = useSession();
  return (
    <Container header={<Header variant="h2">This session</Header>}>
      <KeyValuePairs
        columns={4}
        items={[
          { label: 'Account', value: <CopyText text={user.account} what="account" /> },
          { label: 'Signed in as', value: user.userName ?? 'root' },
          { label: 'With a code (MFA)', value: mfa ? 'Yes' : 'No' },
          { label: 'Ends at the latest', value: <Time at={new Date(expiresAt)} ago /> },
        ]}
      />
    </Container>
  );
}

function SignOutEverywhere() {
  const leaving = useChange(null, async () => {
    await leave('', true);
  });
  return (
    <SpaceBetween size="xs">
      <Button loading={leaving.running} onClick={() => leaving.run()}>
        Sign out everywhere
      </Button>
      <FailureAlert failure={leaving.failure} />
    </SpaceBetween>
  );
}
