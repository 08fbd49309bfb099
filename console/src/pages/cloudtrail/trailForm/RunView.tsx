import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Steps, { type StepsProps } from '@cloudscape-design/components/steps';
import { FailureAlert } from '../../../widgets/failure/FailureAlert';
import type { PlannedCall } from './plan';
import type { Run } from './useRun';

interface Props {
  heading: string;
  run: Run;
  goOn: () => void;
  undo: () => void;
  close: () => void;
}

/** How the calls of a plan go; after a failure: try again, take back, or change the form. */
export function RunView({ heading, run, goOn, undo, close }: Props) {
  const { state, done, plan } = run;
  const stopped = state === 'failed' || state === 'undone';
  const undoable = plan.slice(0, done).some(call => call.undo !== undefined);
  return (
    <Modal
      visible
      size="large"
      header={heading}
      onDismiss={() => stopped && close()}
      footer={
        stopped && (
          <Box float="right">
            <SpaceBetween size="xs" direction="horizontal">
              <Button variant="link" onClick={close}>
                Back to the form
              </Button>
              {undoable && <Button onClick={undo}>Remove what was created</Button>}
              {state === 'failed' && (
                <Button variant="primary" onClick={goOn}>
                  Try again from here
                </Button>
              )}
            </SpaceBetween>
          </Box>
        )
      }
    >
      <SpaceBetween size="m">
        <div data-testid="create-steps">
          <Steps
            ariaLabel="Calls"
            steps={plan.map((call, index) => ({
              header: headingOf(call),
              status: statusOf(run, index),
              statusIconAriaLabel: statusOf(run, index),
            }))}
          />
        </div>
        {state === 'undone' && <Alert type="info">What was created is removed again.</Alert>}
        <FailureAlert failure={run.failure} />
      </SpaceBetween>
    </Modal>
  );
}

function statusOf({ state, done }: Run, index: number): StepsProps.Status {
  if (index < done) return 'success';
  if (index > done) return 'pending';
  if (state === 'running') return 'loading';
  return state === 'failed' ? 'error' : 'pending';
}

function headingOf({ operation, input }: PlannedCall): string {
  const names = ['Bucket', 'logGroupName', 'RoleName', 'Name', 'TrailName'];
  const given = input as Record<string, unknown>;
  const name = names.map(key => given[key]).find(value => typeof value === 'string');
  return name === undefined ? operation : `${operation} ${name}`;
}
