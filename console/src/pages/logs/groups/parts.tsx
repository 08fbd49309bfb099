import type { LogGroup } from '@aws-sdk/client-cloudwatch-logs';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useScope } from '../../../url/scope';
import { EmptyState } from '../../../widgets/EmptyState';
import { eventsPath } from '../paths';

export type Dialog = 'create' | 'retention' | 'delete';

interface ActionsProps {
  chosen: LogGroup | undefined;
  open: (dialog: Dialog) => void;
}

export function Actions({ chosen, open }: ActionsProps) {
  const { href } = useScope();
  const nothing = chosen === undefined;
  return (
    <SpaceBetween size="xs" direction="horizontal">
      <Button
        disabled={nothing}
        {...(chosen && { href: href(eventsPath(chosen.logGroupName ?? '')) })}
      >
        Search
      </Button>
      <Button disabled={nothing} onClick={() => open('retention')}>
        Edit retention
      </Button>
      <Button disabled={nothing} onClick={() => open('delete')}>
        Delete
      </Button>
      <Button variant="primary" onClick={() => open('create')} data-testid="loggroups-create">
        Create log group
      </Button>
    </SpaceBetween>
  );
}

export function NoGroups({ create }: { create: () => void }) {
  return (
    <EmptyState
      title="No log groups."
      why="A trail makes one, or you do."
      action={<Button onClick={create}>Create log group</Button>}
      commands={['aws logs create-log-group --log-group-name /my/app']}
    />
  );
}

export function Help() {
  return (
    <>
      <p>
        A log group keeps the streams of one source of log events. A trail with CloudWatch Logs
        enabled writes the records of the event history into one, a stream for each Region.
      </p>
      <h3>Columns</h3>
      <p>
        <b>Retention</b>: after how long events are deleted. <b>Stored bytes</b>: of all events of
        the group, before they are packed.
      </p>
    </>
  );
}
