import { useChange } from '../../../api/query';
import { notify } from '../../../shell/notifications';
import { TypedConfirm } from '../../../widgets/TypedConfirm';
import { type HeldPolicy, type Holder, takeAway } from './holder';

interface Props {
  holder: Holder;
  policy: HeldPolicy;
  close: () => void;
}

export function RemovePolicy({ holder, policy, close }: Props) {
  const removal = useChange('iam', region => takeAway(holder, policy, region));

  async function confirm(): Promise<void> {
    if ((await removal.run()) === undefined) return;
    notify({ type: 'success', content: `${holder.name} no longer has ${policy.name}.` });
    close();
  }

  return (
    <TypedConfirm
      heading={`Remove ${policy.name}?`}
      verb="Remove"
      running={removal.running}
      failure={removal.failure}
      confirm={confirm}
      close={close}
    >
      {policy.arn === ''
        ? 'The policy is inline: its text goes with it.'
        : `${holder.name} loses what only this policy allows. The policy itself stays.`}
    </TypedConfirm>
  );
}
