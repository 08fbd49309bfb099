import { deactivateMfaDevice, deleteMfaDevice } from '../../../api/iam';
import { useChange } from '../../../api/query';
import { notify } from '../../../shell/notifications';
import { TypedConfirm } from '../../../widgets/TypedConfirm';

interface Props {
  userName: string;
  serial: string;
  close: () => void;
}

export function RemoveMfa({ userName, serial, close }: Props) {
  const removal = useChange('iam', async region => {
    await deactivateMfaDevice.run({ UserName: userName, SerialNumber: serial }, region);
    return deleteMfaDevice.run({ SerialNumber: serial }, region);
  });

  async function confirm(): Promise<void> {
    if ((await removal.run()) === undefined) return;
    notify({ type: 'success', content: `${userName} signs in without a code.` });
    close();
  }

  return (
    <TypedConfirm
      heading="Remove MFA device?"
      verb="Remove"
      running={removal.running}
      failure={removal.failure}
      confirm={confirm}
      close={close}
    >
      The password alone is then enough to sign in as {userName}.
    </TypedConfirm>
  );
}
