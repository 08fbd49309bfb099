import type { ImageReferrer } from '@aws-sdk/client-ecr';
import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { listImageReferrers } from '../../../api/ecr';
import { useAllPages } from '../../../api/query';
import { Bytes } from '../../../widgets/Bytes';
import { EmptyState } from '../../../widgets/EmptyState';
import { FailureAlert } from '../../../widgets/failure/FailureAlert';
import { shortDigest, visibleText } from '../../../widgets/format';
import { ScopeLink } from '../../../widgets/ScopeLink';
import { imagePath } from '../names';
import type { ImagePageData } from './hooks';
import { referrersPaging } from './referrersPaging';

/** Artifacts that name this image as their subject: signatures, bills of materials. */
export function ReferrersTab({ page }: { page: ImagePageData }) {
  const { name, digest, uri } = page;
  const reading = useAllPages(listImageReferrers, referrersPaging, {
    repositoryName: name,
    subjectId: { imageDigest: digest },
  });
  const items = reading.data?.items ?? [];
  if (reading.failure !== null) {
    return <FailureAlert failure={reading.failure} retry={reading.read} />;
  }
  return (
    <Table<ImageReferrer>
      data-testid="referrers-table"
      ariaLabels={{ tableLabel: 'Referrers' }}
      header={
        <Header variant="h2" counter={`(${items.length}${reading.data?.more ? '+' : ''})`}>
          Referrers
        </Header>
      }
      loading={reading.loading}
      loadingText="Reading referrers"
      items={items}
      trackBy="digest"
      empty={
        <EmptyState
          title="No referrers."
          why="Signatures and other artifacts that name this image would be listed here."
          commands={[`oras attach --artifact-type text/plain ${uri}@${digest} ./note.txt`]}
        />
      }
      columnDefinitions={[
        {
          id: 'type',
          header: 'Artifact type',
          isRowHeader: true,
          cell: item => visibleText(item.artifactType ?? item.mediaType ?? ''),
        },
        {
          id: 'digest',
          header: 'Digest',
          cell: ({ digest: own = '' }) => (
            <ScopeLink to={imagePath(name, own)}>{shortDigest(own)}</ScopeLink>
          ),
        },
        { id: 'size', header: 'Size', cell: item => <Bytes value={item.size} /> },
        {
          id: 'notes',
          header: 'Annotations',
          cell: ({ annotations = {} }) =>
            visibleText(
              Object.entries(annotations)
                .map(([key, value]) => `${key}=${value}`)
                .join(', '),
            ) || '–',
        },
      ]}
    />
  );
}
