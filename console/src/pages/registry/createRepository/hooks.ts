import { useState } from 'react';
import { createRepository } from '../../../api/ecr';
import { useChange } from '../../../api/query';
import { type CreationForm, creationInput, NEW_REPOSITORY } from './creation';

export function useCreation() {
  const [form, setForm] = useState(NEW_REPOSITORY);
  const creation = useChange('ecr', region => createRepository.run(creationInput(form), region));
  return {
    form,
    change(part: Partial<CreationForm>): void {
      creation.clear();
      setForm(before => ({ ...before, ...part }));
    },
    edited: form !== NEW_REPOSITORY,
    failure: creation.failure,
    creating: creation.running,
    /** Whether the repository is there now. */
    create: async () => (await creation.run()) !== undefined,
  };
}
