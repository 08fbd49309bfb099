import type { Repository } from '@aws-sdk/client-ecr';
import Box from '@cloudscape-design/components/box';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import { CodeBox } from '../../../widgets/CodeBox';
import { CLIENTS, pushCommands } from './commands';

interface Props {
  repository: Repository;
  close: () => void;
}

export function PushCommands({ repository, close }: Props) {
  const { repositoryName = '', repositoryUri = '' } = repository;
  const encrypted = window.location.protocol === 'https:';
  return (
    <Modal visible size="large" header={`Push to ${repositoryName}`} onDismiss={close}>
      <Tabs
        ariaLabel="Clients"
        tabs={CLIENTS.map(client => ({
          id: client,
          label: client,
          content: (
            <SpaceBetween size="s">
              <Box variant="p">
                With the credentials of <code>aws configure</code> or <code>lading env</code>:
              </Box>
              {pushCommands(client, repositoryUri, encrypted).map(command => (
                <CodeBox key={command} text={command} />
              ))}
              {!encrypted && client === 'docker' && <Insecure uri={repositoryUri} />}
            </SpaceBetween>
          ),
        }))}
      />
    </Modal>
  );
}

function Insecure({ uri }: { uri: string }) {
  const host = uri.split('/')[0] ?? '';
  if (/^(localhost|127\.|\[::1\])/.test(host)) return null;
  return (
    <Box variant="small">
      This server has no TLS: docker wants <code>"insecure-registries": ["{host}"]</code> in its
      daemon.json.
    </Box>
  );
}
