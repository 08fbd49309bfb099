import TagEditor from '@cloudscape-design/components/tag-editor';
import { FailureAlert } from '../../../../widgets/failure/FailureAlert';
import { SettingForm } from './SettingForm';
import { useResourceTags } from './useResourceTags';

export function TagSettings({ arn }: { arn: string }) {
  const tags = useResourceTags(arn);
  return (
    <SettingForm
      heading="Resource tags"
      description="Names and values that policies and reports can use"
      verb="Save tags"
      id="tags"
      disabled={!tags.valid}
      saving={tags.save.running}
      failure={tags.save.failure}
      save={tags.submit}
    >
      <FailureAlert failure={tags.failure} />
      <TagEditor
        tags={tags.current}
        loading={tags.loading}
        onChange={({ detail }) => tags.change(detail)}
        keysRequest={async () => []}
        valuesRequest={async () => []}
      />
    </SettingForm>
  );
}
