import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import TagEditor from '@cloudscape-design/components/tag-editor';
import { putImageTagMutability } from '../../../api/ecr';
import { useChange } from '../../../api/query';
import { notify } from '../../../shell/notifications';
import { CopyText } from '../../../widgets/CopyText';
import { FailureAlert } from '../../../widgets/failure/FailureAlert';
import { mutabilityInput } from '../mutability/choice';
import { Mutability } from '../mutability/Mutability';
import { useMutability } from '../mutability/useMutability';
import { encryptionText } from '../words';
import type { RepositoryPageData } from './hooks';
import { useResourceTags } from './useResourceTags';

export function SettingsTab({ page }: { page: RepositoryPageData }) {
  const { repository } = page;
  if (repository === undefined) return null;
  const key = repository.encryptionConfiguration?.kmsKey;
  return (
    <SpaceBetween size="l">
      <MutabilitySettings page={page} />
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

function MutabilitySettings({ page }: { page: RepositoryPageData }) {
  const { name, repository } = page;
  const { choice, setChoice, changed } = useMutability(repository);
  const save = useChange('ecr', region =>
    putImageTagMutability.run({ repositoryName: name, ...mutabilityInput(choice) }, region),
  );

  async function submit(): Promise<void> {
    if ((await save.run()) !== undefined) {
      notify({ type: 'success', content: `Tag mutability of ${name} is saved.` });
    }
  }

  return (
    <Form
      actions={
        <Button
          variant="primary"
          disabled={!changed}
          loading={save.running}
          onClick={submit}
          data-testid="mutability-save"
        >
          Save
        </Button>
      }
    >
      <Container header={<Header variant="h2">Tags of images</Header>}>
        <SpaceBetween size="m">
          <Mutability choice={choice} change={setChoice} />
          <FailureAlert failure={save.failure} />
        </SpaceBetween>
      </Container>
    </Form>
  );
}

function TagSettings({ arn }: { arn: string }) {
  const tags = useResourceTags(arn);
  return (
    <Form
      actions={
        <Button disabled={!tags.valid} loading={tags.save.running} onClick={tags.submit}>
          Save tags
        </Button>
      }
    >
      <Container
        header={
          <Header variant="h2" description="Names and values that policies and reports can use">
            Resource tags
          </Header>
        }
      >
        <SpaceBetween size="m">
          <FailureAlert failure={tags.failure} />
          <TagEditor
            tags={tags.current}
            loading={tags.loading}
            onChange={({ detail }) => tags.change(detail)}
            keysRequest={async () => []}
            valuesRequest={async () => []}
          />
          <FailureAlert failure={tags.save.failure} />
        </SpaceBetween>
      </Container>
    </Form>
  );
}
