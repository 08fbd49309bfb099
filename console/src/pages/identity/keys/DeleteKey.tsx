import { deleteAccessKey } from '../../../api/iam';
import { useChange } from '../../../api/query';
import { notify } from '../../../shell/notifications';
import { TypedConfirm } from '../../../widgets/TypedConfirm';

interface Props {
  input: { UserName?: string };
  keyId: string;
  close: () => void;
}

export function DeleteKey({ input, keyId, close }: Props) {
  const deletion = useChange('iam', region =>
    deleteAccessKey.run({ ...input, AccessKeyId: keyId }, region),
  );

  async function confirm(): Promise<void> {
    if ((await deletion.run()) === undefined) return;
    notify({ type: 'success', content: `Access key ${keyId} is deleted.` });
    close();
  }

  return (
    <TypedConfirm
      heading={`Delete access key ${keyId}?`}
      word="delete"
      verb="Delete"
      running={deletion.running}
      failure={deletion.failure}
      confirm={confirm}
      close={close}
    >
      Programs that use it are refused at once. Deactivate it first if you are not sure.
    </TypedConfirm>
  );
}
