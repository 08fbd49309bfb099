import type { LifecyclePolicyPreviewResult } from '@aws-sdk/client-ecr';
import Alert from '@cloudscape-design/components/alert';
import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { counted, shortDigest } from '../../../widgets/format';
import { ScopeLink } from '../../../widgets/ScopeLink';
import { Time, useTimeHeading } from '../../../widgets/Time';
import { imagePath } from '../names';
import type { Preview } from './usePreview';

const ROWS_MAX = 100;

interface Props {
  name: string;
  preview: Preview;
  /** The rules were changed since. */
  stale: boolean;
}

/** What the tested rules would do, image by image. */
export function PreviewPanel({ name, preview, stale }: Props) {
  const timeHeading = useTimeHeading();
  const rows = preview.results.slice(0, ROWS_MAX);
  const more = preview.more || preview.results.length > ROWS_MAX;
  return (
    <Table<LifecyclePolicyPreviewResult>
      data-testid="preview-table"
      ariaLabels={{ tableLabel: 'Test result' }}
      header={
        <Header
          variant="h2"
          description={more ? `The first ${ROWS_MAX} are listed.` : undefined}
          info={stale && <Alert type="warning">The rules have changed since this test.</Alert>}
        >
          {counted(preview.expiring, 'image')} would be deleted
        </Header>
      }
      items={rows}
      empty="No image is due under these rules."
      columnDefinitions={[
        {
          id: 'image',
          header: 'Image',
          isRowHeader: true,
          cell: ({ imageTags = [], imageDigest = '' }) => (
            <ScopeLink to={imagePath(name, imageDigest)}>
              {imageTags.join(', ') || `untagged ${shortDigest(imageDigest)}`}
            </ScopeLink>
          ),
        },
        {
          id: 'pushed',
          header: timeHeading('Pushed'),
          cell: ({ imagePushedAt }) => <Time at={imagePushedAt} />,
        },
        { id: 'rule', header: 'By rule', cell: item => item.appliedRulePriority },
        {
          id: 'action',
          header: 'Action',
          cell: ({ action }) => (action?.type === 'TRANSITION' ? 'Archive' : 'Delete'),
        },
      ]}
    />
  );
}
