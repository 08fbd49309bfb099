import type { AccessKey } from '@aws-sdk/client-iam';
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { createAccessKey } from '../../../api/iam';
import { useChange } from '../../../api/query';
import { useServerConfig } from '../../../shell/serverConfig';
import { useScope } from '../../../url/scope';
import { CodeBox } from '../../../widgets/CodeBox';
import { FailureAlert } from '../../../widgets/failure/FailureAlert';
import { keyCommands } from './commands';

interface Props {
  input: { UserName?: string };
  close: () => void;
}

/** Makes an access key and shows its secret, this once. */
export function NewKey({ input, close }: Props) {
  const [key, setKey] = useState<AccessKey | null>(null);
  const { externalUrl, registryHost } = useServerConfig();
  const { region } = useScope();
  const creation = useChange('iam', at => createAccessKey.run(input, at));

  async function create(): Promise<void> {
    const made = await creation.run();
    if (made?.AccessKey !== undefined) setKey(made.AccessKey);
  }

  return (
    <Modal
      visible
      size="large"
      header="Create access key"
      onDismiss={close}
      footer={
        <Box float="right">
          {key === null ? (
            <SpaceBetween size="xs" direction="horizontal">
              <Button variant="link" onClick={close}>
                Cancel
              </Button>
              <Button
                variant="primary"
                loading={creation.running}
                onClick={create}
                data-testid="confirm"
              >
                Create access key
              </Button>
            </SpaceBetween>
          ) : (
            <Button variant="primary" onClick={close}>
              Done
            </Button>
          )}
        </Box>
      }
    >
      <FailureAlert failure={creation.failure} />
      {key === null ? (
        'Whoever has the key can do what the user may do. Keep it out of images and repositories.'
      ) : (
        <SpaceBetween size="m">
          <Alert type="warning">The secret is shown only now.</Alert>
          <CodeBox
            text={`Access key ID: ${key.AccessKeyId}\nSecret access key: ${key.SecretAccessKey}`}
            what="access key"
          />
          {keyCommands({ key, externalUrl, registryHost, region }).map(command => (
            <CodeBox key={command} text={command} />
          ))}
        </SpaceBetween>
      )}
    </Modal>
  );
}
