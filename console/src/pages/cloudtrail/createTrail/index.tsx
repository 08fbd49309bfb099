import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Wizard from '@cloudscape-design/components/wizard';
import { useRef } from 'react';
import { useNavigate } from 'react-router';
import { notify } from '../../../shell/notifications';
import { usePage } from '../../../shell/page';
import { routeOf, useScope } from '../../../url/scope';
import { LeaveGuard } from '../../../widgets/LeaveGuard';
import { EventFields } from '../trailForm/EventFields';
import type { FieldProps } from '../trailForm/fieldProps';
import { LogsFields } from '../trailForm/LogsFields';
import { ProtectionFields } from '../trailForm/ProtectionFields';
import { RunView } from '../trailForm/RunView';
import { StorageFields } from '../trailForm/StorageFields';
import { TagFields } from '../trailForm/TagFields';
import { useRun } from '../trailForm/useRun';
import { useShownPlan } from '../trailForm/useShownPlan';
import { useWizard } from './hooks';
import { Help } from './parts';
import { Review } from './Review';

export function Component() {
  const wizard = useWizard();
  const { draft, change, step } = wizard;
  const created = useRef(false);
  const navigate = useNavigate();
  const { href } = useScope();
  const runner = useRun(() => {
    created.current = true;
    notify({ type: 'success', content: `Trail ${draft.name} is logging.` }, 'nextPage');
    navigate(routeOf(href(`cloudtrail/trails/${draft.name}`)));
  });
  useShownPlan(wizard.plan);
  usePage({
    title: 'Create trail',
    breadcrumbs: [
      { text: 'CloudTrail', path: 'cloudtrail' },
      { text: 'Trails', path: 'cloudtrail/trails' },
      { text: 'Create trail' },
    ],
    contentType: 'wizard',
    help: <Help />,
  });
  function close(): void {
    wizard.refuse(runner.run?.failure ?? null);
    runner.close();
  }

  const fieldsOf = (index: number): FieldProps => ({
    draft,
    change,
    problems: wizard.problemsOf(index),
  });
  return (
    <>
      <Wizard
        data-testid="trail-wizard"
        activeStepIndex={step}
        onNavigate={({ detail }) => wizard.goTo(detail.requestedStepIndex)}
        onCancel={() => navigate(routeOf(href('cloudtrail/trails')))}
        onSubmit={() => runner.start(wizard.plan)}
        submitButtonText="Create trail"
        steps={[
          {
            title: 'Choose trail attributes',
            content: <Attributes {...fieldsOf(0)} />,
          },
          { title: 'Choose log events', content: <Events {...fieldsOf(1)} /> },
          {
            title: 'Review and create',
            content: <Review draft={draft} edit={wizard.goTo} plan={wizard.plan} />,
          },
        ]}
      />
      {runner.run !== null && (
        <RunView
          heading={`Creating ${draft.name}`}
          run={runner.run}
          goOn={() => runner.run && runner.goOn(runner.run)}
          undo={() => runner.run && runner.undo(runner.run)}
          close={close}
        />
      )}
      <LeaveGuard when={wizard.changed} released={created} />
    </>
  );
}

function Attributes(props: FieldProps) {
  const { draft, change, problems } = props;
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">General details</Header>}>
        <SpaceBetween size="l">
          <FormField
            label="Trail name"
            constraintText="3 to 128 letters, digits, periods, underscores and hyphens."
            errorText={problems.name}
          >
            <Input
              data-testid="trail-name"
              value={draft.name}
              placeholder="ecr-monitor-trail"
              onChange={({ detail }) => change({ name: detail.value })}
            />
          </FormField>
          <StorageFields {...props} />
          <ProtectionFields {...props} />
        </SpaceBetween>
      </Container>
      <Container header={<Header variant="h2">CloudWatch Logs - optional</Header>}>
        <LogsFields {...props} />
      </Container>
      <Container header={<Header variant="h2">Tags - optional</Header>}>
        <TagFields {...props} />
      </Container>
    </SpaceBetween>
  );
}

function Events(props: FieldProps) {
  return (
    <Container header={<Header variant="h2">Events</Header>}>
      <EventFields {...props} />
    </Container>
  );
}
