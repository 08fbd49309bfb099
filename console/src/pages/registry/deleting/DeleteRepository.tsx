import type { Repository } from '@aws-sdk/client-ecr';
import Alert from '@cloudscape-design/components/alert';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { deleteRepository, describeImages } from '../../../api/ecr';
import { imagesPaging } from '../../../api/ecrPaging';
import { useAllPages, useChange } from '../../../api/query';
import { notify } from '../../../shell/notifications';
import { bytesText, counted } from '../../../widgets/format';
import { TypedConfirm } from '../../../widgets/TypedConfirm';

interface Props {
  repository: Repository;
  close: () => void;
  done: () => void;
}

/** Deletes a repository with all images, after counting them and a typed word. */
export function DeleteRepository({ repository, close, done }: Props) {
  const { repositoryName = '' } = repository;
  const input = { repositoryName };
  const images = useAllPages(describeImages, imagesPaging, input, { shown: false });
  const deletion = useChange('ecr', region =>
    deleteRepository.run({ repositoryName, force: true }, region),
  );

  async function confirm(): Promise<void> {
    if ((await deletion.run()) === undefined) return;
    notify({ type: 'success', content: `Repository ${repositoryName} is deleted.` }, 'nextPage');
    close();
    done();
  }

  const items = images.data?.items ?? [];
  const tags = items.reduce((sum, { imageTags }) => sum + (imageTags?.length ?? 0), 0);
  const bytes = items.reduce((sum, { imageSizeInBytes = 0 }) => sum + imageSizeInBytes, 0);
  return (
    <TypedConfirm
      heading={`Delete ${repositoryName}?`}
      word="delete"
      verb="Delete"
      running={deletion.running}
      failure={deletion.failure}
      confirm={confirm}
      close={close}
    >
      <SpaceBetween size="s">
        {images.data !== undefined && (
          <Alert type="warning">
            {counted(items.length, 'image')} with {counted(tags, 'tag')} ({bytesText(bytes)}), the
            lifecycle rules and the permissions go with it. This cannot be undone.
          </Alert>
        )}
        <span>What was done with it stays on record.</span>
      </SpaceBetween>
    </TypedConfirm>
  );
}
