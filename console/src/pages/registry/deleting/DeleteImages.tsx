import type { ImageFailure, ImageIdentifier } from '@aws-sdk/client-ecr';
import Alert from '@cloudscape-design/components/alert';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { batchDeleteImage } from '../../../api/ecr';
import { useChange } from '../../../api/query';
import { notify } from '../../../shell/notifications';
import { bytesText, counted, shortDigest, visibleText } from '../../../widgets/format';
import { TypedConfirm } from '../../../widgets/TypedConfirm';
import type { ImageRow } from '../repository/images/rows';
import { imageIds, lastTags } from './imageIds';

interface Props {
  name: string;
  rows: readonly ImageRow[];
  what: 'tags' | 'images';
  close: () => void;
  done: () => void;
}

const IDS_PER_CALL = 100;

/** Removes tags or whole images; failures are told one by one. */
export function DeleteImages({ name, rows, what, close, done }: Props) {
  const [failures, setFailures] = useState<readonly ImageFailure[]>([]);
  const ids = imageIds(rows, what);
  const deletion = useChange('ecr', async region => {
    const failed: ImageFailure[] = [];
    for (let start = 0; start < ids.length; start += IDS_PER_CALL) {
      const some: ImageIdentifier[] = ids.slice(start, start + IDS_PER_CALL);
      const answer = await batchDeleteImage.run({ repositoryName: name, imageIds: some }, region);
      failed.push(...(answer.failures ?? []));
    }
    return failed;
  });

  async function confirm(): Promise<void> {
    const failed = await deletion.run();
    if (failed === undefined) return;
    setFailures(failed);
    done();
    if (failed.length > 0) return;
    const noun = what === 'tags' ? 'tag' : 'image';
    notify({ type: 'success', content: `${counted(ids.length, noun)} deleted from ${name}.` });
    close();
  }

  return (
    <TypedConfirm
      heading={what === 'tags' ? 'Remove tags?' : 'Delete images?'}
      verb={what === 'tags' ? 'Remove' : 'Delete'}
      running={deletion.running}
      failure={deletion.failure}
      confirm={confirm}
      close={close}
    >
      {failures.length > 0 ? (
        <Failures failures={failures} />
      ) : (
        <Consequences rows={rows} what={what} count={ids.length} />
      )}
    </TypedConfirm>
  );
}

function Consequences({ rows, what, count }: Pick<Props, 'rows' | 'what'> & { count: number }) {
  if (what === 'tags') {
    const last = lastTags(rows);
    return (
      <SpaceBetween size="s">
        <span>{counted(count, 'tag')} will be removed.</span>
        {last.length > 0 && (
          <Alert type="warning">
            {last.join(', ')}: this is its only tag, so the image is deleted too.
          </Alert>
        )}
      </SpaceBetween>
    );
  }
  const images = new Map(rows.map(({ image }) => [image.imageDigest, image]));
  const tags = [...images.values()].flatMap(({ imageTags = [] }) => imageTags);
  const bytes = [...images.values()].reduce((sum, one) => sum + (one.imageSizeInBytes ?? 0), 0);
  const pulled = rows.filter(({ lastPull }) => lastPull !== undefined).length;
  return (
    <Alert type="warning">
      {counted(count, 'image')} with {counted(tags.length, 'tag')} ({bytesText(bytes)})
      {pulled > 0 && `, ${pulled} of them pulled lately`}. This cannot be undone.
    </Alert>
  );
}

function Failures({ failures }: { failures: readonly ImageFailure[] }) {
  return (
    <Alert type="error" header="Not all could be deleted">
      <ul>
        {failures.map(({ imageId, failureCode, failureReason }) => (
          <li key={`${imageId?.imageDigest}${imageId?.imageTag}`}>
            {imageId?.imageTag ?? shortDigest(imageId?.imageDigest ?? '')}: {failureCode},{' '}
            {visibleText(failureReason ?? '')}
          </li>
        ))}
      </ul>
    </Alert>
  );
}
