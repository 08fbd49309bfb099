import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import { visibleText } from '../../../widgets/format';
import { selectorSentences } from '../trail/selectors';
import { bucketOf, groupOf, roleNameOf, type TrailDraft } from '../trailForm/draft';
import type { PlannedCall } from '../trailForm/plan';
import { wantedSelectors } from '../trailForm/selectors';

const COLUMNS = 2;

interface Props {
  draft: TrailDraft;
  edit: (step: number) => void;
  plan: readonly PlannedCall[];
}

/** Everything that was chosen, and the calls that will be made of it. */
export function Review({ draft, edit, plan }: Props) {
  return (
    <div data-testid="trail-review">
      <SpaceBetween size="l">
        <Section title="Step 1: Choose trail attributes" edit={() => edit(0)}>
          <KeyValuePairs columns={COLUMNS} items={attributeItems(draft)} />
        </Section>
        <Section title="Step 2: Choose log events" edit={() => edit(1)}>
          <ul className="plain-list">
            {selectorSentences(wantedSelectors(draft)).map(sentence => (
              <li key={sentence}>{visibleText(sentence)}</li>
            ))}
          </ul>
        </Section>
        <Container header={<Header variant="h2">Calls that will be made</Header>}>
          <ol className="plain-list">
            {plan.map(({ service, operation }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a plan does not change its order
              <li key={`${operation}${index}`}>
                {service}:{operation}
              </li>
            ))}
          </ol>
        </Container>
      </SpaceBetween>
    </div>
  );
}

function attributeItems(draft: TrailDraft) {
  const logs = draft.logs ? groupOf(draft) : 'Disabled';
  const role = draft.role === 'new' ? roleNameOf(draft) : draft.existingRole;
  return [
    { label: 'Trail name', value: draft.name },
    {
      label: 'Trail log bucket',
      value: `${bucketOf(draft)} (${draft.storage === 'new' ? 'new' : 'existing'})`,
    },
    { label: 'Prefix', value: draft.prefix || '–' },
    { label: 'Log file SSE-KMS encryption', value: draft.encrypted ? draft.kmsKey : 'Disabled' },
    { label: 'Log file validation', value: draft.validation ? 'Enabled' : 'Disabled' },
    { label: 'Multi-Region trail', value: draft.multiRegion ? 'Yes' : 'No' },
    { label: 'CloudWatch Logs log group', value: logs },
    { label: 'IAM role', value: draft.logs ? role : '–' },
    {
      label: 'Tags',
      value: draft.tags.map(({ Key, Value }) => `${Key}=${Value}`).join(', ') || '–',
    },
  ];
}

interface SectionProps {
  title: string;
  edit: () => void;
  children: ReactNode;
}

function Section({ title, edit, children }: SectionProps) {
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <Button onClick={edit} ariaLabel={`Edit ${title}`}>
              Edit
            </Button>
          }
        >
          {title}
        </Header>
      }
    >
      {children}
    </Container>
  );
}
