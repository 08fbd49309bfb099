import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { CopyText } from '../../../widgets/CopyText';
import { ScopeLink } from '../../../widgets/ScopeLink';
import { Time, useTimeHeading } from '../../../widgets/Time';
import type { Column } from '../../../widgets/table/column';
import { logGroupName, type TrailRow, trailPath, trailState } from './trailRow';

export function useColumns(): Column<TrailRow>[] {
  const timeHeading = useTimeHeading();
  return [
    {
      id: 'name',
      heading: 'Name',
      value: ({ trail }) => trail.Name,
      cell: ({ trail }) => <ScopeLink to={trailPath(trail)}>{trail.Name}</ScopeLink>,
      filter: 'text',
      width: 200,
      rowHeader: true,
    },
    {
      id: 'status',
      heading: 'Status',
      value: row => trailState(row).text,
      cell: row => <TrailStatus row={row} />,
      filter: 'choice',
      width: 150,
    },
    {
      id: 'logGroup',
      heading: 'CloudWatch Logs log group',
      value: ({ trail }) => logGroupName(trail.CloudWatchLogsLogGroupArn),
      cell: ({ trail }) => <LogGroupLink arn={trail.CloudWatchLogsLogGroupArn} />,
      filter: 'text',
      width: 240,
    },
    {
      id: 'delivery',
      heading: timeHeading('Last delivery'),
      value: ({ status }) => status?.LatestDeliveryTime?.getTime(),
      cell: ({ status }) => <Time at={status?.LatestDeliveryTime} />,
      width: 210,
    },
    {
      id: 'bucket',
      heading: 'S3 bucket',
      value: ({ trail }) => trail.S3BucketName,
      cell: ({ trail }) => trail.S3BucketName,
      filter: 'text',
      width: 300,
    },
    {
      id: 'prefix',
      heading: 'Prefix',
      value: ({ trail }) => trail.S3KeyPrefix,
      cell: ({ trail }) => trail.S3KeyPrefix ?? '–',
      width: 120,
    },
    {
      id: 'region',
      heading: 'Home Region',
      value: ({ trail }) => trail.HomeRegion,
      cell: ({ trail }) => trail.HomeRegion,
      filter: 'choice',
      width: 140,
    },
    {
      id: 'multi',
      heading: 'Multi-Region',
      value: ({ trail }) => yesNo(trail.IsMultiRegionTrail),
      cell: ({ trail }) => yesNo(trail.IsMultiRegionTrail),
      filter: 'choice',
      width: 130,
    },
    {
      id: 'validation',
      heading: 'Log file validation',
      value: ({ trail }) => yesNo(trail.LogFileValidationEnabled),
      cell: ({ trail }) => yesNo(trail.LogFileValidationEnabled),
      width: 160,
    },
    {
      id: 'key',
      heading: 'KMS key',
      value: ({ trail }) => trail.KmsKeyId,
      cell: ({ trail }) => trail.KmsKeyId ?? '–',
      width: 320,
      hidden: true,
    },
    {
      id: 'arn',
      heading: 'ARN',
      value: ({ trail }) => trail.TrailARN,
      cell: ({ trail }) => <CopyText text={trail.TrailARN ?? ''} what="ARN" />,
      width: 420,
      hidden: true,
    },
  ];
}

export function TrailStatus({ row }: { row: Omit<TrailRow, 'trail'> }) {
  const { type, text } = trailState(row);
  return <StatusIndicator type={type}>{text}</StatusIndicator>;
}

export function LogGroupLink({ arn }: { arn: string | undefined }) {
  const name = logGroupName(arn);
  if (name === '') return <>–</>;
  const query = new URLSearchParams({ group: name });
  return <ScopeLink to={`cloudwatch/logs/groups/detail?${query}`}>{name}</ScopeLink>;
}

function yesNo(value: boolean | undefined): string {
  return value ? 'Yes' : 'No';
}
