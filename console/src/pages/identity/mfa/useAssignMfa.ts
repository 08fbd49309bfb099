import type { VirtualMFADevice } from '@aws-sdk/client-iam';
import { useEffect, useRef, useState } from 'react';
import { createMfaDevice, deleteMfaDevice, enableMfaDevice } from '../../../api/iam';
import { useChange } from '../../../api/query';
import { notify } from '../../../shell/notifications';

/** Makes a device at once; assigns it with two codes, or deletes it again. */
export function useAssignMfa(userName: string, close: () => void) {
  const [device, setDevice] = useState<VirtualMFADevice | null>(null);
  const started = useRef(false);
  const creation = useChange(null, region =>
    createMfaDevice.run({ VirtualMFADeviceName: deviceName(userName) }, region),
  );
  const enabling = useChange('iam', (region, AuthenticationCode1: string, code2: string) =>
    enableMfaDevice.run(
      {
        UserName: userName,
        SerialNumber: device?.SerialNumber,
        AuthenticationCode1,
        AuthenticationCode2: code2,
      },
      region,
    ),
  );
  const removal = useChange(null, region =>
    deleteMfaDevice.run({ SerialNumber: device?.SerialNumber }, region),
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the dialog opens
  useEffect(() => {
    if (started.current) return;
    started.current = true;
    creation.run().then(made => setDevice(made?.VirtualMFADevice ?? null));
  }, []);

  return {
    device,
    making: creation.running,
    enabling: enabling.running,
    failure: creation.failure ?? enabling.failure,
    async enable(first: string, second: string): Promise<void> {
      if ((await enabling.run(first, second)) === undefined) return;
      notify({ type: 'success', content: `${userName} now signs in with a code.` });
      close();
    },
    giveUp(): void {
      if (device !== null) removal.run();
      close();
    },
  };
}

/** Names of devices are taken until they are deleted, so each has its own. */
function deviceName(userName: string): string {
  const suffix = crypto.getRandomValues(new Uint16Array(1))[0] ?? 0;
  return `${userName}-${suffix.toString(16)}`;
}
