import Alert from '@cloudscape-design/components/alert';
import { useChange } from '../../../api/query';
import { notify } from '../../../shell/notifications';
import { TypedConfirm } from '../../../widgets/TypedConfirm';
import { removeUser } from './removal';

interface Props {
  name: string;
  close: () => void;
  done: () => void;
}

export function DeleteUser({ name, close, done }: Props) {
  const deletion = useChange('iam', region => removeUser(name, region));

  async function confirm(): Promise<void> {
    if ((await deletion.run()) === undefined) return;
    notify({ type: 'success', content: `User ${name} is deleted.` }, 'nextPage');
    close();
    done();
  }

  return (
    <TypedConfirm
      heading={`Delete user ${name}?`}
      word="delete"
      verb="Delete"
      running={deletion.running}
      failure={deletion.failure}
      confirm={confirm}
      close={close}
    >
      <Alert type="warning">
        Access keys, password, MFA devices, policies and group memberships go first, then the user.
        What the user did stays on record.
      </Alert>
    </TypedConfirm>
  );
}
