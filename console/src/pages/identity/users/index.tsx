import type { User } from '@aws-sdk/client-iam';
import Button from '@cloudscape-design/components/button';
import { listUsers } from '../../../api/iam';
import { usersPaging } from '../../../api/iamPaging';
import { useAllPages } from '../../../api/query';
import { usePage } from '../../../shell/page';
import { useScope } from '../../../url/scope';
import { CopyText } from '../../../widgets/CopyText';
import { EmptyState } from '../../../widgets/EmptyState';
import { countText } from '../../../widgets/format';
import { ScopeLink } from '../../../widgets/ScopeLink';
import { Time, useTimeHeading } from '../../../widgets/Time';
import type { Column } from '../../../widgets/table/column';
import { ResourceTable } from '../../../widgets/table/ResourceTable';

const NONE: readonly User[] = [];

export function Component() {
  const reading = useAllPages(listUsers, usersPaging, {});
  const columns = useColumns();
  const items = reading.data?.items ?? NONE;
  usePage({
    title: 'Users',
    breadcrumbs: [{ text: 'Identity', path: 'iam/users' }, { text: 'Users' }],
    contentType: 'table',
    help: <Help />,
  });
  return (
    <ResourceTable
      id="users"
      heading="Users"
      noun="user"
      columns={columns}
      items={items}
      moreNote={
        reading.data?.more ? `The first ${countText(items.length)} of more users.` : undefined
      }
      keyOf={item => item.UserName ?? ''}
      nameOf={item => item.UserName ?? ''}
      reading={reading}
      sorting="name"
      empty={<NoUsers />}
      actions={<CreateButton />}
    />
  );
}

function useColumns(): Column<User>[] {
  const timeHeading = useTimeHeading();
  return [
    {
      id: 'name',
      heading: 'User name',
      value: item => item.UserName,
      cell: ({ UserName = '' }) => (
        <ScopeLink to={`iam/users/${encodeURIComponent(UserName)}`}>{UserName}</ScopeLink>
      ),
      filter: 'text',
      width: 260,
      rowHeader: true,
    },
    {
      id: 'path',
      heading: 'Path',
      value: item => item.Path,
      cell: item => item.Path,
      filter: 'text',
      width: 160,
    },
    {
      id: 'created',
      heading: timeHeading('Created'),
      value: item => item.CreateDate?.getTime(),
      cell: item => <Time at={item.CreateDate} />,
      width: 220,
    },
    {
      id: 'signedIn',
      heading: timeHeading('Password last used'),
      value: item => item.PasswordLastUsed?.getTime(),
      cell: item => <Time at={item.PasswordLastUsed} />,
      width: 240,
    },
    {
      id: 'arn',
      heading: 'ARN',
      value: item => item.Arn,
      cell: item => <CopyText text={item.Arn ?? ''} what="ARN" />,
      width: 380,
    },
    {
      id: 'userId',
      heading: 'User ID',
      value: item => item.UserId,
      cell: item => item.UserId,
      width: 240,
      hidden: true,
    },
  ];
}

function NoUsers() {
  return (
    <EmptyState
      title="Only root so far."
      why="Root may do everything; give everyone and every program a user of their own."
      action={<CreateButton />}
      commands={['aws iam create-user --user-name mary']}
    />
  );
}

function CreateButton() {
  const { href } = useScope();
  return (
    <Button variant="primary" href={href('iam/users/create')} data-testid="users-create">
      Create user
    </Button>
  );
}

function Help() {
  return (
    <>
      <p>
        A user is a person or a program. People sign in with a password, programs with an access
        key; policies say what they may do.
      </p>
      <p>Users are the same in all Regions; changes to them are on record in us-east-1.</p>
    </>
  );
}
