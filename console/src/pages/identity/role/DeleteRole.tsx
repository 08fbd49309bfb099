import Alert from '@cloudscape-design/components/alert';
import { deleteRole } from '../../../api/iam';
import { useChange } from '../../../api/query';
import { notify } from '../../../shell/notifications';
import { TypedConfirm } from '../../../widgets/TypedConfirm';
import { readPolicies, takeAway } from '../policies/holder';

interface Props {
  name: string;
  close: () => void;
  done: () => void;
}

export function DeleteRole({ name, close, done }: Props) {
  const deletion = useChange('iam', async region => {
    const holder = { type: 'role' as const, name };
    for (const policy of await readPolicies(holder, region, new AbortController().signal)) {
      await takeAway(holder, policy, region);
    }
    return deleteRole.run({ RoleName: name }, region);
  });

  async function confirm(): Promise<void> {
    if ((await deletion.run()) === undefined) return;
    notify({ type: 'success', content: `Role ${name} is deleted.` }, 'nextPage');
    close();
    done();
  }

  return (
    <TypedConfirm
      heading={`Delete role ${name}?`}
      word="delete"
      verb="Delete"
      running={deletion.running}
      failure={deletion.failure}
      confirm={confirm}
      close={close}
    >
      <Alert type="warning">
        Its policies go first, then the role. Whoever wears it now is refused; a trail that writes
        through it no longer reaches its log group.
      </Alert>
    </TypedConfirm>
  );
}
