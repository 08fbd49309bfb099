import type { Role } from '@aws-sdk/client-iam';
import { listRoles } from '../../../api/iam';
import { rolesPaging } from '../../../api/iamPaging';
import { useAllPages } from '../../../api/query';
import { usePage } from '../../../shell/page';
import { CopyText } from '../../../widgets/CopyText';
import { EmptyState } from '../../../widgets/EmptyState';
import { countText } from '../../../widgets/format';
import { ScopeLink } from '../../../widgets/ScopeLink';
import { Time, useTimeHeading } from '../../../widgets/Time';
import type { Column } from '../../../widgets/table/column';
import { ResourceTable } from '../../../widgets/table/ResourceTable';
import { trustText } from '../role/trust';

const NONE: readonly Role[] = [];
const CREATE =
  'aws iam create-role --role-name builder --assume-role-policy-document file://trust.json';

export function Component() {
  const reading = useAllPages(listRoles, rolesPaging, {});
  const columns = useColumns();
  const items = reading.data?.items ?? NONE;
  usePage({
    title: 'Roles',
    breadcrumbs: [{ text: 'Identity', path: 'iam/users' }, { text: 'Roles' }],
    contentType: 'table',
    help: (
      <p>
        A role is worn for a while by those its trust policy names: users who switch to it,
        programs, or services such as CloudTrail.
      </p>
    ),
  });
  return (
    <ResourceTable
      id="roles"
      heading="Roles"
      noun="role"
      columns={columns}
      items={items}
      moreNote={
        reading.data?.more ? `The first ${countText(items.length)} of more roles.` : undefined
      }
      keyOf={item => item.RoleName ?? ''}
      nameOf={item => item.RoleName ?? ''}
      reading={reading}
      sorting="name"
      empty={<EmptyState title="No roles." commands={[CREATE]} />}
    />
  );
}

function useColumns(): Column<Role>[] {
  const timeHeading = useTimeHeading();
  return [
    {
      id: 'name',
      heading: 'Role name',
      value: item => item.RoleName,
      cell: ({ RoleName = '' }) => (
        <ScopeLink to={`iam/roles/${encodeURIComponent(RoleName)}`}>{RoleName}</ScopeLink>
      ),
      filter: 'text',
      width: 380,
      rowHeader: true,
    },
    {
      id: 'trusted',
      heading: 'Trusted entities',
      value: trustText,
      cell: trustText,
      filter: 'text',
      width: 320,
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
      id: 'arn',
      heading: 'ARN',
      value: item => item.Arn,
      cell: item => <CopyText text={item.Arn ?? ''} what="ARN" />,
      width: 420,
      hidden: true,
    },
  ];
}
