import type { TagEditorProps } from '@cloudscape-design/components/tag-editor';
import { useEffect, useState } from 'react';
import { listTagsForResource, tagResource, untagResource } from '../../../../api/ecr';
import { useCall, useChange } from '../../../../api/query';
import { notify } from '../../../../shell/notifications';

type Tag = TagEditorProps.Tag;

/** The tags of a resource, edited as a list and saved as what differs. */
export function useResourceTags(arn: string) {
  const stored = useCall(listTagsForResource, arn === '' ? null : { resourceArn: arn });
  const [current, setCurrent] = useState<readonly Tag[]>([]);
  const [valid, setValid] = useState(false);
  useEffect(() => {
    const found = stored.data?.tags ?? [];
    setCurrent(
      found.map(({ Key = '', Value = '' }) => ({ key: Key, value: Value, existing: true })),
    );
  }, [stored.data]);

  const save = useChange('ecr', async (region: string) => {
    const gone = current.filter(tag => tag.existing && tag.markedForRemoval);
    const kept = current.filter(tag => !tag.markedForRemoval);
    if (gone.length > 0) {
      const tagKeys = gone.map(({ key }) => key);
      await untagResource.run({ resourceArn: arn, tagKeys }, region);
    }
    if (kept.length > 0) {
      const tags = kept.map(({ key, value }) => ({ Key: key, Value: value }));
      await tagResource.run({ resourceArn: arn, tags }, region);
    }
    return true;
  });

  return {
    current,
    valid,
    loading: stored.loading,
    failure: stored.failure,
    save,
    change(detail: TagEditorProps.ChangeDetail): void {
      setCurrent(detail.tags);
      setValid(detail.valid);
    },
    async submit(): Promise<void> {
      if (await save.run()) notify({ type: 'success', content: 'The resource tags are saved.' });
    },
  };
}
