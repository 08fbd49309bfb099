import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { Bytes } from '../../../widgets/Bytes';
import { CopyText } from '../../../widgets/CopyText';
import { shortDigest } from '../../../widgets/format';
import { ScopeLink } from '../../../widgets/ScopeLink';
import type { IndexChild } from '../manifest/manifest';
import { imagePath } from '../names';

interface Props {
  name: string;
  items: readonly IndexChild[];
}

export function ChildTable({ name, items }: Props) {
  return (
    <Table<IndexChild>
      data-testid="children-table"
      ariaLabels={{ tableLabel: 'Images of this index' }}
      header={
        <Header variant="h2" counter={`(${items.length})`}>
          Images of this index
        </Header>
      }
      items={items}
      trackBy="digest"
      columnDefinitions={[
        {
          id: 'platform',
          header: 'Platform',
          isRowHeader: true,
          cell: item => <ScopeLink to={imagePath(name, item.digest)}>{item.platform}</ScopeLink>,
        },
        {
          id: 'digest',
          header: 'Digest',
          cell: item => (
            <CopyText text={item.digest} what="digest" shown={shortDigest(item.digest)} />
          ),
        },
        { id: 'size', header: 'Manifest size', cell: item => <Bytes value={item.size} /> },
        { id: 'media', header: 'Media type', cell: item => item.mediaType },
      ]}
    />
  );
}
