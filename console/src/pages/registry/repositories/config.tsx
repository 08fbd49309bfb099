import { type ReactNode, useMemo } from 'react';
import { Bytes } from '../../../widgets/Bytes';
import { CopyText } from '../../../widgets/CopyText';
import { bytesText, countText } from '../../../widgets/format';
import { Time, useTimeHeading } from '../../../widgets/Time';
import type { Column } from '../../../widgets/table/column';
import { encryptionText, mutabilityText } from '../words';
import { FigureCell } from './FigureCell';
import type { FigureReader, Figures } from './figures';
import { Name } from './Name';
import type { RepositoryRow } from './rows';

export function useColumns(reader: FigureReader): Column<RepositoryRow>[] {
  const timeHeading = useTimeHeading();
  return useMemo(() => columns(timeHeading, reader), [timeHeading, reader]);
}

function columns(
  timeHeading: (name: string) => string,
  reader: FigureReader,
): Column<RepositoryRow>[] {
  const figure = (show: (figures: Figures) => ReactNode) => (row: RepositoryRow) =>
    row.repository && <FigureCell name={row.key} reader={reader} show={show} />;
  return [
    {
      id: 'name',
      heading: 'Repository name',
      value: row => row.key,
      cell: row => <Name row={row} />,
      filter: 'text',
      width: 300,
      rowHeader: true,
    },
    {
      id: 'uri',
      heading: 'URI',
      value: row => row.repository?.repositoryUri,
      cell: ({ repository }) =>
        repository && <CopyText text={repository.repositoryUri ?? ''} what="URI" />,
      width: 320,
    },
    {
      id: 'images',
      heading: 'Images',
      cell: figure(({ images, more }) => `${countText(images)}${more ? '+' : ''}`),
      width: 100,
    },
    {
      id: 'size',
      heading: 'Size',
      cell: figure(({ bytes, more }) =>
        more ? `over ${bytesText(bytes)}` : <Bytes value={bytes} />,
      ),
      width: 120,
    },
    {
      id: 'pushed',
      heading: timeHeading('Last push'),
      cell: figure(({ pushed }) => <Time at={pushed} />),
      width: 190,
    },
    {
      id: 'pulled',
      heading: timeHeading('Last pull'),
      cell: figure(({ pulled }) => <Time at={pulled} />),
      width: 190,
    },
    {
      id: 'mutability',
      heading: 'Tag mutability',
      value: ({ repository }) => repository && mutabilityText(repository),
      cell: ({ repository }) => repository && mutabilityText(repository),
      filter: 'choice',
      width: 200,
      hidden: true,
    },
    {
      id: 'encryption',
      heading: 'Encryption',
      value: ({ repository }) => repository && encryptionText(repository),
      cell: ({ repository }) => repository && encryptionText(repository),
      filter: 'choice',
      width: 140,
      hidden: true,
    },
    {
      id: 'created',
      heading: timeHeading('Created'),
      value: row => row.repository?.createdAt?.getTime(),
      cell: row => row.repository && <Time at={row.repository.createdAt} />,
      width: 220,
      hidden: true,
    },
    {
      id: 'arn',
      heading: 'ARN',
      value: row => row.repository?.repositoryArn,
      cell: ({ repository }) =>
        repository && <CopyText text={repository.repositoryArn ?? ''} what="ARN" />,
      width: 420,
      hidden: true,
    },
  ];
}
