import type { LogGroup } from '@aws-sdk/client-cloudwatch-logs';
import FormField from '@cloudscape-design/components/form-field';
import { useState } from 'react';
import { deleteRetentionPolicy, putRetentionPolicy } from '../../../api/logs';
import { useChange } from '../../../api/query';
import { notify } from '../../../shell/notifications';
import { TypedConfirm } from '../../../widgets/TypedConfirm';
import { retentionText } from '../retention';
import { RetentionSelect } from './RetentionSelect';

export function EditRetention({ group, close }: { group: LogGroup; close: () => void }) {
  const { logGroupName = '', retentionInDays = 0 } = group;
  const [days, setDays] = useState(retentionInDays);
  const change = useChange('logs', async region => {
    if (days === 0) await deleteRetentionPolicy.run({ logGroupName }, region);
    else await putRetentionPolicy.run({ logGroupName, retentionInDays: days }, region);
    return days;
  });

  async function confirm(): Promise<void> {
    if ((await change.run()) === undefined) return;
    notify({ type: 'success', content: `Retention of ${logGroupName}: ${retentionText(days)}.` });
    close();
  }

  const shorter = days !== 0 && (retentionInDays === 0 || days < retentionInDays);
  return (
    <TypedConfirm
      heading="Edit retention"
      verb="Save"
      running={change.running}
      failure={change.failure}
      confirm={confirm}
      close={close}
    >
      <FormField
        label={logGroupName}
        {...(shorter ? { warningText: 'Events that are older will be deleted.' } : {})}
      >
        <RetentionSelect days={days} choose={setDays} />
      </FormField>
    </TypedConfirm>
  );
}
