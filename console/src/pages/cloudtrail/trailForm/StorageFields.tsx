import Alert from '@cloudscape-design/components/alert';
import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import RadioGroup from '@cloudscape-design/components/radio-group';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useCall } from '../../../api/query';
import { listBuckets } from '../../../api/s3';
import { useScope } from '../../../url/scope';
import { CodeBox } from '../../../widgets/CodeBox';
import { FailureAlert } from '../../../widgets/failure/FailureAlert';
import { bucketOf } from './draft';
import type { FieldProps } from './fieldProps';
import { extendedPolicy } from './policies';
import { useBucketPolicy } from './useBucketPolicy';

/** Where log files go: a bucket that is made, or one that is there. */
export function StorageFields(props: FieldProps) {
  const { draft, change, problems } = props;
  const { account } = useScope();
  const folder = draft.prefix === '' ? '' : `${draft.prefix}/`;
  return (
    <SpaceBetween size="l">
      <FormField label="Storage location">
        <RadioGroup
          data-testid="trail-storage"
          value={draft.storage}
          onChange={({ detail }) => change({ storage: detail.value as 'new' | 'existing' })}
          items={[
            {
              value: 'new',
              label: 'Create new S3 bucket',
              description: 'With a policy that lets CloudTrail write to it.',
            },
            { value: 'existing', label: 'Use existing S3 bucket' },
          ]}
        />
      </FormField>
      {draft.storage === 'new' ? (
        <FormField
          label="Trail log bucket"
          constraintText="3 to 63 characters; the name is unique on this server."
          errorText={problems.newBucket}
        >
          <Input
            data-testid="trail-bucket"
            value={draft.newBucket}
            onChange={({ detail }) => change({ newBucket: detail.value })}
          />
        </FormField>
      ) : (
        <ExistingBucket {...props} />
      )}
      <FormField
        label="Prefix - optional"
        description={`Log files go to ${bucketOf(draft) || 'the bucket'}/${folder}AWSLogs/${account}`}
        errorText={problems.prefix}
      >
        <Input
          data-testid="trail-prefix"
          value={draft.prefix}
          onChange={({ detail }) => change({ prefix: detail.value })}
        />
      </FormField>
    </SpaceBetween>
  );
}

function ExistingBucket({ draft, change, problems }: FieldProps) {
  const buckets = useCall(listBuckets, {}, { shown: false });
  const names = (buckets.data?.Buckets ?? []).map(({ Name = '' }) => Name);
  return (
    <SpaceBetween size="l">
      <FormField label="Trail log bucket" errorText={problems.existingBucket}>
        <Select
          data-testid="trail-existing-bucket"
          selectedOption={draft.existingBucket === '' ? null : { value: draft.existingBucket }}
          onChange={({ detail }) => change({ existingBucket: detail.selectedOption.value ?? '' })}
          options={names.map(value => ({ value }))}
          filteringType="auto"
          placeholder="Choose a bucket"
          empty="No buckets"
          statusType={buckets.loading ? 'loading' : 'finished'}
          loadingText="Reading the buckets"
        />
      </FormField>
      <FailureAlert failure={buckets.failure} retry={buckets.read} />
      {draft.existingBucket !== '' && draft.name !== '' && (
        <PolicyCheck draft={draft} change={change} problems={problems} />
      )}
    </SpaceBetween>
  );
}

function PolicyCheck({ draft, change }: FieldProps) {
  const { account, region } = useScope();
  const bucket = draft.existingBucket;
  const { policy, failure } = useBucketPolicy(bucket);
  if (failure !== null) return <FailureAlert failure={failure} />;
  if (policy === undefined) return null;
  const use = { account, region, bucket, prefix: draft.prefix, trail: draft.name };
  const extended = extendedPolicy(policy, use);
  if (extended === null) {
    return <Alert type="success">The policy of this bucket lets the trail write to it.</Alert>;
  }
  return (
    <Alert type="warning" header="The policy of this bucket does not let the trail write to it">
      <SpaceBetween size="s">
        <Checkbox
          checked={draft.extendPolicy}
          onChange={({ detail }) => change({ extendPolicy: detail.checked })}
        >
          Add the needed statements; what is there stays
        </Checkbox>
        <CodeBox text={JSON.stringify(extended, null, 2)} what="policy" />
      </SpaceBetween>
    </Alert>
  );
}
