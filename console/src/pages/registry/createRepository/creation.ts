import type { CreateRepositoryRequest } from '@aws-sdk/client-ecr';
import type { EncryptionChoice } from '../encryption/EncryptionFields';
import { type MutabilityChoice, mutabilityInput } from '../mutability/choice';

export interface CreationForm {
  name: string;
  mutability: MutabilityChoice;
  scanOnPush: boolean;
  encryption: EncryptionChoice;
  tags: readonly { key: string; value: string }[];
}

export const NEW_REPOSITORY: CreationForm = {
  name: '',
  mutability: { immutable: false, exceptions: [] },
  scanOnPush: false,
  encryption: { type: 'AES256', key: '' },
  tags: [],
};

/** What the API is asked for; what is as it would be anyway is left out. */
export function creationInput(form: CreationForm): CreateRepositoryRequest {
  const { type, key } = form.encryption;
  const kmsKey = key.trim();
  const tags = form.tags.filter(({ key: name }) => name !== '');
  return {
    repositoryName: form.name,
    ...mutabilityInput(form.mutability),
    ...(form.scanOnPush && { imageScanningConfiguration: { scanOnPush: true } }),
    ...(type === 'KMS' && {
      encryptionConfiguration: { encryptionType: type, ...(kmsKey !== '' && { kmsKey }) },
    }),
    ...(tags.length > 0 && { tags: tags.map(tag => ({ Key: tag.key, Value: tag.value })) }),
  };
}
