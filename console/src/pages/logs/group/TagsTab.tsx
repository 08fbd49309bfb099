import type { LogGroup } from '@aws-sdk/client-cloudwatch-logs';
import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { listLogGroupTags } from '../../../api/logs';
import { useCall } from '../../../api/query';
import { EmptyState } from '../../../widgets/EmptyState';
import { FailureAlert } from '../../../widgets/failure/FailureAlert';
import { visibleText } from '../../../widgets/format';

export function TagsTab({ group }: { group: LogGroup }) {
  const arn = (group.logGroupArn ?? group.arn ?? '').replace(/:\*$/, '');
  const { data, loading, failure, read } = useCall(listLogGroupTags, { resourceArn: arn });
  const tags = Object.entries(data?.tags ?? {});
  if (failure !== null) return <FailureAlert failure={failure} retry={read} />;
  return (
    <Table
      header={
        <Header variant="h2" counter={`(${tags.length})`}>
          Tags
        </Header>
      }
      loading={loading}
      loadingText="Reading the tags"
      items={tags}
      trackBy={([key]) => key}
      ariaLabels={{ tableLabel: 'Tags' }}
      empty={
        <EmptyState
          title="No tags."
          commands={[`aws logs tag-resource --resource-arn ${arn} --tags team=platform`]}
        />
      }
      columnDefinitions={[
        { id: 'key', header: 'Key', cell: ([key]) => visibleText(key), isRowHeader: true },
        { id: 'value', header: 'Value', cell: ([, value]) => visibleText(value) },
      ]}
    />
  );
}
