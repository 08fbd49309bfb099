import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tiles from '@cloudscape-design/components/tiles';
import type { CreationForm } from './hooks';

interface Props {
  form: CreationForm;
  change: (part: Partial<CreationForm>) => void;
}

export function Encryption({ form, change }: Props) {
  return (
    <Container
      header={
        <Header variant="h2" description="Cannot be changed later">
          Encryption
        </Header>
      }
    >
      <SpaceBetween size="m">
        <FormField label="Encryption of images" stretch>
          <Tiles
            value={form.encryption}
            onChange={({ detail }) => change({ encryption: detail.value as 'AES256' | 'KMS' })}
            items={[
              { value: 'AES256', label: 'AES-256', description: "Under the server's own key." },
              { value: 'KMS', label: 'AWS KMS', description: 'Under a key you can disable.' },
            ]}
          />
        </FormField>
        {form.encryption === 'KMS' && (
          <FormField
            label="Key"
            description="ARN, id or alias/…; without it the account's key for ECR"
          >
            <Input
              value={form.kmsKey}
              placeholder="alias/images"
              spellcheck={false}
              onChange={({ detail }) => change({ kmsKey: detail.value })}
            />
          </FormField>
        )}
      </SpaceBetween>
    </Container>
  );
}
