import type { CreateRepositoryRequest } from '@aws-sdk/client-ecr';
import { useState } from 'react';
import { createRepository } from '../../../api/ecr';
import { useChange } from '../../../api/query';
import { type MutabilityChoice, mutabilityInput } from '../mutability/choice';

export interface CreationForm {
  name: string;
  mutability: MutabilityChoice;
  encryption: 'AES256' | 'KMS';
  kmsKey: string;
  tags: readonly { key: string; value: string }[];
}

const EMPTY: CreationForm = {
  name: '',
  mutability: { immutable: false, exceptions: [] },
  encryption: 'AES256',
  kmsKey: '',
  tags: [],
};

export function creationInput(form: CreationForm): CreateRepositoryRequest {
  const key = form.kmsKey.trim();
  const tags = form.tags.filter(({ key: name }) => name !== '');
  return {
    repositoryName: form.name,
    ...mutabilityInput(form.mutability),
    ...(form.encryption === 'KMS' && {
      encryptionConfiguration: { encryptionType: 'KMS', ...(key !== '' && { kmsKey: key }) },
    }),
    ...(tags.length > 0 && { tags: tags.map(tag => ({ Key: tag.key, Value: tag.value })) }),
  };
}

export function useCreation() {
  const [form, setForm] = useState(EMPTY);
  const creation = useChange('ecr', region => createRepository.run(creationInput(form), region));
  return {
    form,
    change(part: Partial<CreationForm>): void {
      creation.clear();
      setForm(before => ({ ...before, ...part }));
    },
    edited: form !== EMPTY,
    failure: creation.failure,
    creating: creation.running,
    /** Whether the repository is there now. */
    create: async () => (await creation.run()) !== undefined,
  };
}
