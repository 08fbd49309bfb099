import type { Repository } from '@aws-sdk/client-ecr';
import { putImageTagMutability } from '../../../../api/ecr';
import { useChange } from '../../../../api/query';
import { notify } from '../../../../shell/notifications';
import { mutabilityInput } from '../../mutability/choice';
import { Mutability } from '../../mutability/Mutability';
import { useMutability } from '../../mutability/useMutability';
import { SettingForm } from './SettingForm';

export function MutabilitySettings({ repository }: { repository: Repository }) {
  const { repositoryName } = repository;
  const { choice, setChoice, changed } = useMutability(repository);
  const saving = useChange('ecr', region =>
    putImageTagMutability.run({ repositoryName, ...mutabilityInput(choice) }, region),
  );

  async function save(): Promise<void> {
    if ((await saving.run()) !== undefined) {
      notify({ type: 'success', content: `Tag mutability of ${repositoryName} is saved.` });
    }
  }

  return (
    <SettingForm
      heading="Tags of images"
      verb="Save mutability"
      id="mutability"
      disabled={!changed}
      saving={saving.running}
      failure={saving.failure}
      save={save}
    >
      <Mutability choice={choice} change={setChoice} />
    </SettingForm>
  );
}
