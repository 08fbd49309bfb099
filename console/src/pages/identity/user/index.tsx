import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { getUser } from '../../../api/iam';
import { useCall } from '../../../api/query';
import { usePage } from '../../../shell/page';
import { routeOf, useScope } from '../../../url/scope';
import { useTab } from '../../../url/state';
import { CopyText } from '../../../widgets/CopyText';
import { EmptyState } from '../../../widgets/EmptyState';
import { FailureAlert } from '../../../widgets/failure/FailureAlert';
import { Time } from '../../../widgets/Time';
import { Activity } from '../Activity';
import { AccessKeys } from '../keys/AccessKeys';
import { MfaDevices } from '../mfa/MfaDevices';
import { ConsolePassword } from '../password/ConsolePassword';
import { PoliciesTab } from '../policies/PoliciesTab';
import { DeleteUser } from './DeleteUser';
import { GroupsTab } from './GroupsTab';

export function Component() {
  const { name = '' } = useParams();
  const found = useCall(getUser, { UserName: name });
  const user = found.data?.User;
  const [tab, setTab] = useTab('permissions');
  const [deleting, setDeleting] = useState(false);
  const navigate = useNavigate();
  const { href } = useScope();
  usePage({
    title: `${name} · Users`,
    breadcrumbs: [
      { text: 'Identity', path: 'iam/users' },
      { text: 'Users', path: 'iam/users' },
      { text: name },
    ],
    help: <Help />,
  });
  if (found.failure?.kind === 'missing') {
    return <EmptyState title={`No user ${name}.`} commands={['aws iam list-users']} />;
  }
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        description={user?.Arn && <CopyText text={user.Arn} what="ARN" />}
        actions={<Button onClick={() => setDeleting(true)}>Delete</Button>}
      >
        {name}
      </Header>
      <FailureAlert failure={found.failure} retry={found.read} />
      <Container>
        <KeyValuePairs
          columns={4}
          items={[
            { label: 'Created', value: <Time at={user?.CreateDate} /> },
            { label: 'Password last used', value: <Time at={user?.PasswordLastUsed} ago /> },
            { label: 'Path', value: user?.Path ?? '–' },
            { label: 'User ID', value: user?.UserId ?? '–' },
          ]}
        />
      </Container>
      <Tabs
        activeTabId={tab}
        onChange={({ detail }) => setTab(detail.activeTabId)}
        ariaLabel="Parts of the user"
        tabs={[
          {
            id: 'permissions',
            label: 'Permissions',
            content: <PoliciesTab holder={{ type: 'user', name }} />,
          },
          { id: 'groups', label: 'Groups', content: <GroupsTab userName={name} /> },
          {
            id: 'credentials',
            label: 'Security credentials',
            content: (
              <SpaceBetween size="l">
                <AccessKeys userName={name} />
                <MfaDevices userName={name} />
                <ConsolePassword userName={name} />
              </SpaceBetween>
            ),
          },
          {
            id: 'activity',
            label: 'Activity',
            content: <Activity id="user-events" attribute="Username" value={name} />,
          },
        ]}
      />
      {deleting && (
        <DeleteUser
          name={name}
          close={() => setDeleting(false)}
          done={() => navigate(routeOf(href('iam/users')))}
        />
      )}
    </SpaceBetween>
  );
}

function Help() {
  return (
    <>
      <p>
        <b>Permissions</b>: policies of the user itself. <b>Groups</b>: those whose policies it has
        too. <b>Security credentials</b>: access keys, password, MFA.
      </p>
      <p>
        <b>Activity</b>: the newest 200 events by this user in this Region.
      </p>
    </>
  );
}
