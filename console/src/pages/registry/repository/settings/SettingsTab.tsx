import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { CopyText } from '../../../../widgets/CopyText';
import { encryptionText } from '../../words';
import type { RepositoryPageData } from '../hooks';
import { MutabilitySettings } from './MutabilitySettings';
import { ScanSettings } from './ScanSettings';
import { TagSettings } from './TagSettings';

/** What was chosen when the repository was made; what the API lets one change has its own Save. */
export function SettingsTab({ page }: { page: RepositoryPageData }) {
  const { repository } = page;
  if (repository === undefined) return null;
  const key = repository.encryptionConfiguration?.kmsKey;
  return (
    <SpaceBetween size="l">
      <MutabilitySettings repository={repository} />
      <ScanSettings repository={repository} />
      <TagSettings arn={repository.repositoryArn ?? ''} />
      <Container header={<Header variant="h2">Encryption</Header>}>
        <KeyValuePairs
          columns={2}
          items={[
            { label: 'Encryption (cannot be changed)', value: encryptionText(repository) },
            { label: 'Key', value: key ? <CopyText text={key} what="key" /> : 'The server’s own' },
          ]}
        />
      </Container>
    </SpaceBetween>
  );
}
