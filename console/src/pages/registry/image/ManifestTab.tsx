import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { CopyText } from '../../../widgets/CopyText';
import { FailureAlert } from '../../../widgets/failure/FailureAlert';
import { bytesText, visibleText } from '../../../widgets/format';
import { JsonView } from '../../../widgets/json/JsonView';
import { saveText } from '../../../widgets/saveText';
import { type ImagePageData, useManifest } from './hooks';

const SAVED_AS = 'manifest.json';

export function ManifestTab({ page }: { page: ImagePageData }) {
  const { stored, failure, loading, read } = useManifest(page);
  if (loading) return <Spinner />;
  if (stored === undefined) return <FailureAlert failure={failure} retry={read} />;
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={`${visibleText(stored.mediaType)}, ${bytesText(stored.text.length)}. Reading it is on record.`}
          actions={
            <SpaceBetween size="xs" direction="horizontal">
              <CopyText text={stored.text} what="manifest" shown="Copy as stored" />
              <Button
                iconName="download"
                onClick={() => saveText(SAVED_AS, stored.text, 'application/json')}
              >
                Download
              </Button>
            </SpaceBetween>
          }
        >
          Manifest
        </Header>
      }
    >
      {stored.manifest === null ? (
        <pre className="code">{visibleText(stored.text)}</pre>
      ) : (
        <JsonView value={stored.manifest} what="manifest" />
      )}
    </Container>
  );
}
