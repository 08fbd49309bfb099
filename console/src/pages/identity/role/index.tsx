import type { Role } from '@aws-sdk/client-iam';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { getRole } from '../../../api/iam';
import { useCall } from '../../../api/query';
import { usePage } from '../../../shell/page';
import { BASE, routeOf, useScope } from '../../../url/scope';
import { useTab } from '../../../url/state';
import { CodeBox } from '../../../widgets/CodeBox';
import { CopyText } from '../../../widgets/CopyText';
import { EmptyState } from '../../../widgets/EmptyState';
import { FailureAlert } from '../../../widgets/failure/FailureAlert';
import { countText } from '../../../widgets/format';
import { Time } from '../../../widgets/Time';
import { Activity } from '../Activity';
import { documentText } from '../policies/holder';
import { PoliciesTab } from '../policies/PoliciesTab';
import { DeleteRole } from './DeleteRole';
import { trustSentences } from './trust';

const HOUR_SECONDS = 3600;

export function Component() {
  const { name = '' } = useParams();
  const found = useCall(getRole, { RoleName: name });
  const role = found.data?.Role;
  const [tab, setTab] = useTab('permissions');
  const [deleting, setDeleting] = useState(false);
  const navigate = useNavigate();
  const { account, href } = useScope();
  const switching = new URLSearchParams({
    account,
    roleName: `${role?.Path ?? '/'}${name}`.replace(/^\//, ''),
  });
  usePage({
    title: `${name} · Roles`,
    breadcrumbs: [
      { text: 'Identity', path: 'iam/users' },
      { text: 'Roles', path: 'iam/roles' },
      { text: name },
    ],
    help: (
      <p>
        <b>Trust</b>: who may wear the role. <b>Permissions</b>: what one may do while wearing it.{' '}
        <b>Activity</b>: who wore it lately.
      </p>
    ),
  });
  if (found.failure?.kind === 'missing') {
    return <EmptyState title={`No role ${name}.`} commands={['aws iam list-roles']} />;
  }
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        description={role?.Arn && <CopyText text={role.Arn} what="ARN" />}
        actions={
          <SpaceBetween size="xs" direction="horizontal">
            <Button onClick={() => setDeleting(true)}>Delete</Button>
            <Button href={`${BASE}/switch-role?${switching}`}>Switch to this role</Button>
          </SpaceBetween>
        }
      >
        <span className="long-name">{name}</span>
      </Header>
      <FailureAlert failure={found.failure} retry={found.read} />
      <RoleFacts role={role} />
      <Tabs
        activeTabId={tab}
        onChange={({ detail }) => setTab(detail.activeTabId)}
        ariaLabel="Parts of the role"
        tabs={[
          {
            id: 'permissions',
            label: 'Permissions',
            content: <PoliciesTab holder={{ type: 'role', name }} />,
          },
          { id: 'trust', label: 'Trust', content: <Trust role={role} /> },
          {
            id: 'activity',
            label: 'Activity',
            content: <Activity id="role-events" attribute="ResourceName" value={role?.Arn ?? ''} />,
          },
        ]}
      />
      {deleting && (
        <DeleteRole
          name={name}
          close={() => setDeleting(false)}
          done={() => navigate(routeOf(href('iam/roles')))}
        />
      )}
    </SpaceBetween>
  );
}

function RoleFacts({ role }: { role: Role | undefined }) {
  const used = role?.RoleLastUsed?.LastUsedDate;
  const hours = (role?.MaxSessionDuration ?? HOUR_SECONDS) / HOUR_SECONDS;
  return (
    <Container>
      <KeyValuePairs
        columns={4}
        items={[
          { label: 'Created', value: <Time at={role?.CreateDate} /> },
          { label: 'Last used', value: <Time at={used} ago /> },
          { label: 'Longest session', value: `${countText(hours)} h` },
          { label: 'Path', value: role?.Path ?? '–' },
        ]}
      />
    </Container>
  );
}

function Trust({ role }: { role: Role | undefined }) {
  const document = role?.AssumeRolePolicyDocument ?? '';
  return (
    <Container header={<Header variant="h2">Trust policy</Header>}>
      <SpaceBetween size="m">
        {trustSentences(document).map(sentence => (
          <span key={sentence}>{sentence}</span>
        ))}
        <CodeBox text={documentText(document)} what="trust policy" />
      </SpaceBetween>
    </Container>
  );
}
