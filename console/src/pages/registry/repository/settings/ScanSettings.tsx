import type { Repository } from '@aws-sdk/client-ecr';
import { useEffect, useState } from 'react';
import { putImageScanningConfiguration } from '../../../../api/ecr';
import { useChange } from '../../../../api/query';
import { notify } from '../../../../shell/notifications';
import { ScanOnPush } from '../../scanning/ScanOnPush';
import { SettingForm } from './SettingForm';

export function ScanSettings({ repository }: { repository: Repository }) {
  const { repositoryName, imageScanningConfiguration } = repository;
  const stored = imageScanningConfiguration?.scanOnPush ?? false;
  const [on, setOn] = useState(stored);
  useEffect(() => setOn(stored), [stored]);
  const saving = useChange('ecr', region =>
    putImageScanningConfiguration.run(
      { repositoryName, imageScanningConfiguration: { scanOnPush: on } },
      region,
    ),
  );

  async function save(): Promise<void> {
    if ((await saving.run()) !== undefined) {
      notify({ type: 'success', content: `Image scanning of ${repositoryName} is saved.` });
    }
  }

  return (
    <SettingForm
      heading="Scanning"
      verb="Save scanning"
      id="scanning"
      disabled={on === stored}
      saving={saving.running}
      failure={saving.failure}
      save={save}
    >
      <ScanOnPush on={on} change={setOn} />
    </SettingForm>
  );
}
