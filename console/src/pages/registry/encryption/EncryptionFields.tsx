import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import Tiles from '@cloudscape-design/components/tiles';
import { lazy, Suspense } from 'react';

// KMS is spoken to only by who wants a key.
const KeyPicker = lazy(() => import('./KeyPicker'));

export interface EncryptionChoice {
  type: 'AES256' | 'KMS';
  /** Alias, ARN or id; empty for the account's key for ECR. */
  key: string;
}

interface Props {
  choice: EncryptionChoice;
  change: (choice: EncryptionChoice) => void;
}

export function EncryptionFields({ choice, change }: Props) {
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
            value={choice.type}
            onChange={({ detail }) =>
              change({ ...choice, type: detail.value as EncryptionChoice['type'] })
            }
            items={[
              { value: 'AES256', label: 'AES-256', description: "Under the server's own key." },
              { value: 'KMS', label: 'AWS KMS', description: 'Under a key you can disable.' },
            ]}
          />
        </FormField>
        {choice.type === 'KMS' && (
          <Suspense fallback={<Spinner />}>
            <KeyPicker value={choice.key} change={key => change({ ...choice, key })} />
          </Suspense>
        )}
      </SpaceBetween>
    </Container>
  );
}
