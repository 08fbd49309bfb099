import Alert from '@cloudscape-design/components/alert';
import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { draftsOfBasic } from '../eventSelectors/draft';
import { AdvancedFields } from './AdvancedFields';
import type { TrailDraft } from './draft';
import type { FieldProps } from './fieldProps';
import { selectorsOf } from './selectors';

/** Which events the trail logs, in the one way or the other. */
export function EventFields(props: FieldProps) {
  const { draft, change } = props;

  function choose(selectorKind: TrailDraft['selectorKind']): void {
    const untouched = draft.advanced.length === 0 && draft.advancedText === null;
    const same = untouched ? { advanced: draftsOfBasic(selectorsOf(draft)) } : {};
    change({ selectorKind, ...same });
  }

  return (
    <SpaceBetween size="l">
      <FormField label="Event selectors">
        <RadioGroup
          data-testid="trail-selectors"
          value={draft.selectorKind}
          onChange={({ detail }) => choose(detail.value as TrailDraft['selectorKind'])}
          items={[
            { value: 'basic', label: 'Basic', description: 'Management events, S3 objects.' },
            {
              value: 'advanced',
              label: 'Advanced',
              description: 'Conditions on fields of the events, such as their names.',
            },
          ]}
        />
      </FormField>
      {draft.selectorKind === 'basic' ? <BasicFields {...props} /> : <AdvancedFields {...props} />}
    </SpaceBetween>
  );
}

function BasicFields(props: FieldProps) {
  const { draft, change, problems } = props;
  return (
    <SpaceBetween size="l">
      <FormField label="Event type" errorText={problems.management}>
        <SpaceBetween size="xs">
          <Checkbox
            data-testid="trail-management-events"
            checked={draft.management}
            onChange={({ detail }) => change({ management: detail.checked })}
            description="What is done with repositories, images, users, keys, trails."
          >
            Management events
          </Checkbox>
          <Checkbox
            data-testid="trail-data-events"
            checked={draft.data}
            onChange={({ detail }) => change({ data: detail.checked })}
            description="What is read from and written to objects in S3 buckets."
          >
            Data events
          </Checkbox>
        </SpaceBetween>
      </FormField>
      {draft.management && <ManagementFields {...props} />}
      {draft.data && <DataFields {...props} />}
    </SpaceBetween>
  );
}

function ManagementFields({ draft, change, problems }: FieldProps) {
  return (
    <SpaceBetween size="l">
      <FormField label="Management events: API activity" errorText={problems.read}>
        <SpaceBetween size="xs">
          <Checkbox
            data-testid="trail-read"
            checked={draft.read}
            onChange={({ detail }) => change({ read: detail.checked })}
          >
            Read
          </Checkbox>
          <Checkbox
            data-testid="trail-write"
            checked={draft.write}
            onChange={({ detail }) => change({ write: detail.checked })}
          >
            Write
          </Checkbox>
          <Checkbox
            checked={draft.withoutKms}
            onChange={({ detail }) => change({ withoutKms: detail.checked })}
          >
            Exclude AWS KMS events
          </Checkbox>
        </SpaceBetween>
      </FormField>
      {draft.write && !draft.read && (
        <Alert type="warning">
          Pulls and lifecycle expirations are read-only events and would be missed.
        </Alert>
      )}
    </SpaceBetween>
  );
}

function DataFields({ draft, change, problems }: FieldProps) {
  return (
    <SpaceBetween size="l">
      <FormField label="Data events of S3: API activity" errorText={problems.dataRead}>
        <SpaceBetween size="xs">
          <Checkbox
            checked={draft.dataRead}
            onChange={({ detail }) => change({ dataRead: detail.checked })}
          >
            Read objects
          </Checkbox>
          <Checkbox
            checked={draft.dataWrite}
            onChange={({ detail }) => change({ dataWrite: detail.checked })}
          >
            Write objects
          </Checkbox>
        </SpaceBetween>
      </FormField>
      <FormField label="Objects">
        <RadioGroup
          value={draft.dataScope}
          onChange={({ detail }) => change({ dataScope: detail.value as 'all' | 'some' })}
          items={[
            { value: 'all', label: 'All objects of all buckets' },
            { value: 'some', label: 'Objects whose ARN begins with' },
          ]}
        />
      </FormField>
      {draft.dataScope === 'some' && (
        <FormField
          label="Beginnings of ARNs"
          description="One on each line."
          errorText={problems.dataArns}
        >
          <Textarea
            value={draft.dataArns}
            placeholder="arn:aws:s3:::my-bucket/folder/"
            onChange={({ detail }) => change({ dataArns: detail.value })}
          />
        </FormField>
      )}
    </SpaceBetween>
  );
}
