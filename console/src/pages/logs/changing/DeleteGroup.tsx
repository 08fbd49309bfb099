import type { LogGroup } from '@aws-sdk/client-cloudwatch-logs';
import Alert from '@cloudscape-design/components/alert';
import { deleteLogGroup } from '../../../api/logs';
import { useChange } from '../../../api/query';
import { notify } from '../../../shell/notifications';
import { bytesText } from '../../../widgets/format';
import { TypedConfirm } from '../../../widgets/TypedConfirm';

interface Props {
  group: LogGroup;
  close: () => void;
  done: () => void;
}

export function DeleteGroup({ group, close, done }: Props) {
  const { logGroupName = '', storedBytes = 0 } = group;
  const deletion = useChange('logs', region => deleteLogGroup.run({ logGroupName }, region));

  async function confirm(): Promise<void> {
    if ((await deletion.run()) === undefined) return;
    notify({ type: 'success', content: `Log group ${logGroupName} is deleted.` }, 'nextPage');
    close();
    done();
  }

  return (
    <TypedConfirm
      heading={`Delete ${logGroupName}?`}
      word="delete"
      verb="Delete"
      running={deletion.running}
      failure={deletion.failure}
      confirm={confirm}
      close={close}
    >
      <Alert type="warning">
        All streams and events of this group ({bytesText(storedBytes)}) go with it. This cannot be
        undone.
      </Alert>
    </TypedConfirm>
  );
}
