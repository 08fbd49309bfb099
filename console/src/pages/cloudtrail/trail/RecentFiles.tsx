import type { Trail } from '@aws-sdk/client-cloudtrail';
import type { _Object as S3Object } from '@aws-sdk/client-s3';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import Table from '@cloudscape-design/components/table';
import { useState } from 'react';
import { Bytes } from '../../../widgets/Bytes';
import { EmptyState } from '../../../widgets/EmptyState';
import { FailureAlert } from '../../../widgets/failure/FailureAlert';
import { JsonView } from '../../../widgets/json/JsonView';
import { saveFile } from '../../../widgets/saveFile';
import { Time, useTimeHeading } from '../../../widgets/Time';
import { fileName, isDigestKey } from './files';
import { useFile, useRecentFiles } from './useFiles';

/** The newest objects that the trail has written, and what is in them. */
export function RecentFiles({ trail }: { trail: Trail }) {
  const { files, loading, failure, read } = useRecentFiles(trail);
  const [opened, setOpened] = useState<string | null>(null);
  const timeHeading = useTimeHeading();
  return (
    <>
      <Table<S3Object>
        data-testid="trail-files"
        header={
          <Header
            variant="h2"
            counter={`(${files.length})`}
            description="The newest log files and digests of today and yesterday."
            actions={<Button iconName="refresh" ariaLabel="Refresh files" onClick={read} />}
          >
            Recent files
          </Header>
        }
        loading={loading}
        loadingText="Listing the files"
        items={files}
        trackBy="Key"
        ariaLabels={{ tableLabel: 'Recent files' }}
        empty={failure === null ? <NoFiles /> : <FailureAlert failure={failure} retry={read} />}
        wrapLines
        columnDefinitions={[
          {
            id: 'key',
            header: 'File',
            isRowHeader: true,
            cell: ({ Key = '' }) => <span title={Key}>{fileName(Key)}</span>,
          },
          {
            id: 'kind',
            header: 'Kind',
            cell: ({ Key = '' }) => (isDigestKey(Key) ? 'Digest' : 'Log file'),
          },
          { id: 'size', header: 'Size', cell: ({ Size }) => <Bytes value={Size} /> },
          {
            id: 'written',
            header: timeHeading('Written'),
            cell: ({ LastModified }) => <Time at={LastModified} />,
          },
          {
            id: 'view',
            header: 'Records',
            cell: ({ Key = '' }) => (
              <Button
                variant="inline-link"
                ariaLabel={`View ${fileName(Key)}`}
                onClick={() => setOpened(Key)}
              >
                View
              </Button>
            ),
          },
        ]}
      />
      {opened !== null && (
        <FileView
          bucket={trail.S3BucketName ?? ''}
          fileKey={opened}
          close={() => setOpened(null)}
        />
      )}
    </>
  );
}

function NoFiles() {
  return (
    <EmptyState
      title="No files yet."
      why="A file is written every few minutes, when there is something to write."
      commands={['lading flush']}
    />
  );
}

interface FileViewProps {
  bucket: string;
  fileKey: string;
  close: () => void;
}

function FileView({ bucket, fileKey, close }: FileViewProps) {
  const { text, content, failure } = useFile(bucket, fileKey);
  return (
    <Modal
      visible
      size="max"
      header={fileName(fileKey)}
      onDismiss={close}
      footer={
        <Box float="right">
          <SpaceBetween size="xs" direction="horizontal">
            <Button
              disabled={text === undefined}
              onClick={() => saveFile('log-file.json', 'application/json', text ?? '')}
            >
              Download
            </Button>
            <Button variant="primary" onClick={close}>
              Close
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <FailureAlert failure={failure} />
      {text === undefined && failure === null && <Spinner />}
      {content !== undefined && <JsonView value={content} what="file" />}
    </Modal>
  );
}
