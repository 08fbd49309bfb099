import FormField from '@cloudscape-design/components/form-field';
import TagEditor from '@cloudscape-design/components/tag-editor';
import { useRef } from 'react';
import type { FieldProps } from './fieldProps';

export function TagFields({ draft, change, problems }: FieldProps) {
  const before = useRef(new Set(draft.tags.map(({ Key = '' }) => Key)));
  const gone = useRef<string[]>([]);
  const kept = draft.tags.map(({ Key = '', Value = '' }) => ({
    key: Key,
    value: Value,
    existing: before.current.has(Key),
  }));
  const removed = gone.current.map(key => ({
    key,
    value: '',
    existing: true,
    markedForRemoval: true,
  }));
  return (
    <FormField errorText={problems.tags} stretch>
      <TagEditor
        tags={[...kept, ...removed]}
        onChange={({ detail }) => {
          gone.current = detail.tags.filter(tag => tag.markedForRemoval).map(({ key }) => key);
          change({
            tags: detail.tags
              .filter(tag => !tag.markedForRemoval)
              .map(({ key, value }) => ({ Key: key, Value: value })),
          });
        }}
        tagLimit={50}
      />
    </FormField>
  );
}
