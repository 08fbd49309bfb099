import type { Repository } from '@aws-sdk/client-ecr';
import { CopyText } from '../../../widgets/CopyText';
import { ScopeLink } from '../../../widgets/ScopeLink';
import { Time, useTimeHeading } from '../../../widgets/Time';
import type { Column } from '../../../widgets/table/column';
import { repositoryPath } from '../names';
import { encryptionText, mutabilityText } from '../words';

export function useColumns(): Column<Repository>[] {
  const timeHeading = useTimeHeading();
  return [
    {
      id: 'name',
      heading: 'Repository name',
      value: item => item.repositoryName,
      cell: item => (
        <ScopeLink to={repositoryPath(item.repositoryName ?? '')}>{item.repositoryName}</ScopeLink>
      ),
      filter: 'text',
      width: 260,
      rowHeader: true,
    },
    {
      id: 'uri',
      heading: 'URI',
      value: item => item.repositoryUri,
      cell: item => <CopyText text={item.repositoryUri ?? ''} what="URI" />,
      width: 320,
    },
    {
      id: 'mutability',
      heading: 'Tag mutability',
      value: mutabilityText,
      cell: mutabilityText,
      filter: 'choice',
      width: 200,
    },
    {
      id: 'encryption',
      heading: 'Encryption',
      value: encryptionText,
      cell: encryptionText,
      filter: 'choice',
      width: 140,
    },
    {
      id: 'created',
      heading: timeHeading('Created'),
      value: item => item.createdAt?.getTime(),
      cell: item => <Time at={item.createdAt} />,
      width: 220,
    },
    {
      id: 'arn',
      heading: 'ARN',
      value: item => item.repositoryArn,
      cell: item => <CopyText text={item.repositoryArn ?? ''} what="ARN" />,
      width: 420,
      hidden: true,
    },
  ];
}
