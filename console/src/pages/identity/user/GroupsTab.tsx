import type { Group } from '@aws-sdk/client-iam';
import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { listGroupsForUser } from '../../../api/iam';
import { useCall } from '../../../api/query';
import { EmptyState } from '../../../widgets/EmptyState';
import { FailureAlert } from '../../../widgets/failure/FailureAlert';
import { Time, useTimeHeading } from '../../../widgets/Time';

const NONE: readonly Group[] = [];

export function GroupsTab({ userName }: { userName: string }) {
  const { data, loading, failure, read } = useCall(listGroupsForUser, { UserName: userName });
  const groups = data?.Groups ?? NONE;
  const timeHeading = useTimeHeading();
  return (
    <Table<Group>
      header={
        <Header variant="h2" counter={`(${groups.length})`}>
          Groups
        </Header>
      }
      loading={loading}
      loadingText="Reading the groups"
      items={groups}
      trackBy="Arn"
      ariaLabels={{ tableLabel: 'Groups' }}
      empty={
        failure === null ? (
          <EmptyState
            title="In no group."
            commands={[`aws iam add-user-to-group --user-name ${userName} --group-name GROUP`]}
          />
        ) : (
          <FailureAlert failure={failure} retry={read} />
        )
      }
      columnDefinitions={[
        { id: 'name', header: 'Group', cell: item => item.GroupName, isRowHeader: true },
        { id: 'path', header: 'Path', cell: item => item.Path },
        {
          id: 'created',
          header: timeHeading('Created'),
          cell: item => <Time at={item.CreateDate} />,
        },
      ]}
    />
  );
}
