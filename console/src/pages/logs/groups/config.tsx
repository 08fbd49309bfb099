import type { LogGroup } from '@aws-sdk/client-cloudwatch-logs';
import { Bytes } from '../../../widgets/Bytes';
import { CopyText } from '../../../widgets/CopyText';
import { ScopeLink } from '../../../widgets/ScopeLink';
import { Time, useTimeHeading } from '../../../widgets/Time';
import type { Column } from '../../../widgets/table/column';
import { groupPath } from '../paths';
import { retentionText } from '../retention';

export function useColumns(): Column<LogGroup>[] {
  const timeHeading = useTimeHeading();
  return [
    {
      id: 'name',
      heading: 'Log group',
      value: item => item.logGroupName,
      cell: ({ logGroupName = '' }) => (
        <ScopeLink to={groupPath(logGroupName)}>{logGroupName}</ScopeLink>
      ),
      filter: 'text',
      width: 360,
      rowHeader: true,
    },
    {
      id: 'retention',
      heading: 'Retention',
      value: item => item.retentionInDays ?? Number.MAX_SAFE_INTEGER,
      cell: item => retentionText(item.retentionInDays),
      width: 160,
    },
    {
      id: 'stored',
      heading: 'Stored bytes',
      value: item => item.storedBytes,
      cell: item => <Bytes value={item.storedBytes} />,
      width: 150,
    },
    {
      id: 'class',
      heading: 'Class',
      value: item => classText(item),
      cell: classText,
      filter: 'choice',
      width: 170,
    },
    {
      id: 'created',
      heading: timeHeading('Created'),
      value: item => item.creationTime,
      cell: ({ creationTime }) => (
        <Time at={creationTime === undefined ? undefined : new Date(creationTime)} />
      ),
      width: 220,
    },
    {
      id: 'key',
      heading: 'KMS key',
      value: item => item.kmsKeyId,
      cell: item => item.kmsKeyId ?? '–',
      width: 320,
      hidden: true,
    },
    {
      id: 'arn',
      heading: 'ARN',
      value: item => item.logGroupArn,
      cell: item => <CopyText text={item.logGroupArn ?? item.arn ?? ''} what="ARN" />,
      width: 420,
      hidden: true,
    },
  ];
}

export function classText({ logGroupClass }: LogGroup): string {
  return logGroupClass === 'INFREQUENT_ACCESS' ? 'Infrequent access' : 'Standard';
}
