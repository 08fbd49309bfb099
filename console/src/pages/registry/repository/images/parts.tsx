import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { EmptyState } from '../../../../widgets/EmptyState';
import { pullCommand, pushCommands } from '../../pushing/commands';
import type { ImageRow } from './rows';

interface ActionsProps {
  uri: string;
  selected: readonly ImageRow[];
  remove: (what: 'tags' | 'images') => void;
}

export function ImageActions({ uri, selected, remove }: ActionsProps) {
  const [first] = selected;
  return (
    <SpaceBetween size="xs" direction="horizontal">
      {first !== undefined && selected.length === 1 && <CopyPull uri={uri} row={first} />}
      <ButtonDropdown
        disabled={selected.length === 0}
        items={[
          {
            id: 'tags',
            text: 'Remove tag',
            disabled: !selected.some(({ tags }) => tags.length > 0),
            disabledReason: 'There is no tag in the selection.',
          },
          { id: 'images', text: 'Delete image' },
        ]}
        onItemClick={({ detail }) => remove(detail.id as 'tags' | 'images')}
        data-testid="images-delete"
      >
        Delete
      </ButtonDropdown>
    </SpaceBetween>
  );
}

function CopyPull({ uri, row }: { uri: string; row: ImageRow }) {
  const encrypted = window.location.protocol === 'https:';
  const [tag] = row.tags;
  const digest = row.image.imageDigest ?? '';
  const reference = tag === undefined ? { digest } : { tag };
  return (
    <CopyToClipboard
      copyButtonText="Copy pull command"
      textToCopy={pullCommand('docker', uri, reference, encrypted)}
      copySuccessText="Copied"
      copyErrorText="Not copied"
    />
  );
}

export function NoImages({ uri }: { uri: string }) {
  const encrypted = window.location.protocol === 'https:';
  return (
    <EmptyState
      title="No images yet."
      why="Push one:"
      commands={pushCommands('docker', uri, encrypted)}
    />
  );
}
