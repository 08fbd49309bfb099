import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ComponentType } from 'react';
import type { TrailDraft } from '../trailForm/draft';
import { EventFields } from '../trailForm/EventFields';
import type { FieldProps } from '../trailForm/fieldProps';
import { LogsFields } from '../trailForm/LogsFields';
import { ProtectionFields } from '../trailForm/ProtectionFields';
import { eventProblems, logsProblems, type Problems, storageProblems } from '../trailForm/rules';
import { TagFields } from '../trailForm/TagFields';

/** A part of a trail that is edited by itself. */
export interface Section {
  id: string;
  title: string;
  Fields: ComponentType<FieldProps>;
  problems: (draft: TrailDraft) => Problems;
}

const GENERAL: Section = {
  id: 'general',
  title: 'General details',
  Fields: GeneralFields,
  problems: storageProblems,
};
const SECTIONS: readonly Section[] = [
  GENERAL,
  { id: 'logs', title: 'CloudWatch Logs', Fields: LogsFields, problems: logsProblems },
  { id: 'events', title: 'Events', Fields: EventFields, problems: eventProblems },
  { id: 'tags', title: 'Tags', Fields: TagFields, problems: () => ({}) },
];

export function sectionOf(id: string): Section {
  return SECTIONS.find(section => section.id === id) ?? GENERAL;
}

function GeneralFields(props: FieldProps) {
  const { draft, change, problems } = props;
  return (
    <SpaceBetween size="l">
      <FormField
        label="Prefix - optional"
        description={`In the bucket ${draft.existingBucket}, whose policy must allow the new prefix.`}
        errorText={problems.prefix}
      >
        <Input
          value={draft.prefix}
          onChange={({ detail }) => change({ prefix: detail.value })}
          data-testid="trail-prefix"
        />
      </FormField>
      <ProtectionFields {...props} />
    </SpaceBetween>
  );
}
