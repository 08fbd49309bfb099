import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { createLogGroup, putRetentionPolicy } from '../../../api/logs';
import { useChange } from '../../../api/query';
import { notify } from '../../../shell/notifications';
import { FailureAlert } from '../../../widgets/failure/FailureAlert';
import { RetentionSelect } from './RetentionSelect';

export function CreateGroup({ close }: { close: () => void }) {
  const [name, setName] = useState('');
  const [days, setDays] = useState(0);
  const creation = useChange('logs', async region => {
    await createLogGroup.run({ logGroupName: name }, region);
    if (days > 0) {
      await putRetentionPolicy.run({ logGroupName: name, retentionInDays: days }, region);
    }
    return name;
  });

  async function create(): Promise<void> {
    if ((await creation.run()) === undefined) return;
    notify({ type: 'success', content: `Log group ${name} is created.` });
    close();
  }

  return (
    <Modal
      visible
      header="Create log group"
      onDismiss={close}
      footer={
        <Box float="right">
          <SpaceBetween size="xs" direction="horizontal">
            <Button variant="link" onClick={close}>
              Cancel
            </Button>
            <Button
              variant="primary"
              disabled={name === ''}
              loading={creation.running}
              onClick={create}
              data-testid="confirm"
            >
              Create
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <FormField
          label="Log group name"
          constraintText="1 to 512 characters: letters, digits and . - _ / #"
        >
          <Input
            value={name}
            placeholder="/my/app"
            onChange={({ detail }) => setName(detail.value)}
            data-testid="loggroup-name"
          />
        </FormField>
        <FormField label="Retention">
          <RetentionSelect days={days} choose={setDays} />
        </FormField>
        <FailureAlert failure={creation.failure} />
      </SpaceBetween>
    </Modal>
  );
}
