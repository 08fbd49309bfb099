import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { listPolicies } from '../../../api/iam';
import { useCall, useChange } from '../../../api/query';
import { notify } from '../../../shell/notifications';
import { FailureAlert } from '../../../widgets/failure/FailureAlert';
import { JsonText } from '../../../widgets/JsonText';
import { attach, type Holder, putInline } from './holder';

const INLINE_CHARACTERS_MAX = 2048;
const POLICIES_MAX = 1000;
const START = JSON.stringify(
  {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: ['ecr:DescribeRepositories'], Resource: '*' }],
  },
  null,
  2,
);

/** Gives a user or role one more policy. */
export function AddPolicy({ holder, close }: { holder: Holder; close: () => void }) {
  const [kind, setKind] = useState('managed');
  const [arn, setArn] = useState('');
  const [name, setName] = useState('');
  const [text, setText] = useState(START);
  const policies = useCall(listPolicies, { MaxItems: POLICIES_MAX }, { shown: false });
  const managed = policies.data?.Policies ?? [];
  const addition = useChange('iam', region =>
    kind === 'managed' ? attach(holder, arn, region) : putInline(holder, name, text, region),
  );

  async function add(): Promise<void> {
    if ((await addition.run()) === undefined) return;
    notify({ type: 'success', content: `The permissions of ${holder.name} are changed.` });
    close();
  }

  return (
    <Modal
      visible
      size="large"
      header="Add permissions"
      onDismiss={close}
      footer={
        <Box float="right">
          <SpaceBetween size="xs" direction="horizontal">
            <Button variant="link" onClick={close}>
              Cancel
            </Button>
            <Button
              variant="primary"
              disabled={kind === 'managed' ? arn === '' : name === ''}
              loading={addition.running}
              onClick={add}
              data-testid="confirm"
            >
              Add
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <SegmentedControl
          label="Kind of policy"
          selectedId={kind}
          onChange={({ detail }) => setKind(detail.selectedId)}
          options={[
            { id: 'managed', text: 'Managed policy' },
            { id: 'inline', text: 'Inline policy' },
          ]}
        />
        {kind === 'managed' ? (
          <FormField label="Policy">
            <Select
              selectedOption={
                arn === '' ? null : { value: arn, label: arn.slice(arn.indexOf('/') + 1) }
              }
              onChange={({ detail }) => setArn(detail.selectedOption.value ?? '')}
              options={managed.map(({ Arn = '', PolicyName = '' }) => ({
                value: Arn,
                label: PolicyName,
              }))}
              filteringType="auto"
              placeholder="Choose a policy"
              statusType={policies.loading ? 'loading' : 'finished'}
            />
          </FormField>
        ) : (
          <>
            <FormField label="Policy name">
              <Input value={name} onChange={({ detail }) => setName(detail.value)} />
            </FormField>
            <JsonText
              label="Policy"
              text={text}
              change={setText}
              charactersMax={INLINE_CHARACTERS_MAX}
            />
          </>
        )}
        <FailureAlert failure={addition.failure ?? policies.failure} />
      </SpaceBetween>
    </Modal>
  );
}
