import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import RadioGroup from '@cloudscape-design/components/radio-group';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { COUNT_TYPES, TAG_STATUSES } from './config';
import { type Draft, draftOf, ruleOf } from './draft';
import type { CountType, Rule } from './policy';

interface Props {
  rule: Rule;
  done: (rule: Rule) => void;
  close: () => void;
}

/** One rule; what cannot be combined is not offered. */
export function RuleForm({ rule, done, close }: Props) {
  const [draft, setDraft] = useState<Draft>(() => draftOf(rule));
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const countOption = COUNT_TYPES.find(({ value }) => value === draft.countType) ?? null;
  return (
    <Modal
      visible
      header={`Rule ${rule.rulePriority}`}
      onDismiss={close}
      footer={
        <Box float="right">
          <SpaceBetween size="xs" direction="horizontal">
            <Button variant="link" onClick={close}>
              Cancel
            </Button>
            <Button variant="primary" onClick={() => done(ruleOf(draft, rule.rulePriority))}>
              Apply
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <FormField label="Description">
          <Input
            value={draft.description}
            onChange={({ detail }) => change({ description: detail.value })}
          />
        </FormField>
        <FormField label="Images">
          <RadioGroup
            value={draft.tagStatus}
            items={TAG_STATUSES.map(({ value, label }) => ({ value, label }))}
            onChange={({ detail }) => change({ tagStatus: detail.value as Draft['tagStatus'] })}
          />
        </FormField>
        {draft.tagStatus === 'tagged' && (
          <FormField
            label="Tag patterns"
            description="With * for any characters; several, by comma, must all match"
          >
            <Input
              value={draft.patterns}
              onChange={({ detail }) => change({ patterns: detail.value })}
            />
          </FormField>
        )}
        <FormField label="Counted by">
          <Select
            selectedOption={countOption}
            options={COUNT_TYPES.map(({ value, label }) => ({ value, label }))}
            onChange={({ detail }) =>
              change({ countType: detail.selectedOption.value as CountType })
            }
          />
        </FormField>
        <FormField label="Number">
          <Input
            type="number"
            inputMode="numeric"
            value={draft.number}
            onChange={({ detail }) => change({ number: detail.value })}
          />
        </FormField>
        <ActionChoice draft={draft} change={change} />
      </SpaceBetween>
    </Modal>
  );
}

function ActionChoice({ draft, change }: { draft: Draft; change: (part: Partial<Draft>) => void }) {
  // Days since the last pull only archive, and what is archived can only be deleted.
  if (draft.countType === 'sinceImagePulled') return <Box>These images are archived.</Box>;
  if (draft.countType === 'sinceImageTransitioned') return <Box>These images are deleted.</Box>;
  return (
    <FormField label="Action">
      <RadioGroup
        value={draft.action}
        items={[
          { value: 'expire', label: 'Delete' },
          { value: 'transition', label: 'Archive' },
        ]}
        onChange={({ detail }) => change({ action: detail.value as Draft['action'] })}
      />
    </FormField>
  );
}
