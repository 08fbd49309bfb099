import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useServerConfig } from '../../../shell/serverConfig';
import { useScope } from '../../../url/scope';
import { EmptyState } from '../../../widgets/EmptyState';
import { LoggingSwitch } from '../trail/LoggingSwitch';
import { isShadow, type TrailRow, trailPath } from './trailRow';

interface ActionsProps {
  chosen: TrailRow | undefined;
  remove: () => void;
}

export function Actions({ chosen, remove }: ActionsProps) {
  const { href, region } = useScope();
  const foreign = chosen !== undefined && isShadow(chosen.trail, region);
  return (
    <SpaceBetween size="xs" direction="horizontal">
      <Button
        disabled={chosen === undefined}
        {...(chosen && { href: href(`${trailPath(chosen.trail)}/integrity`) })}
      >
        Check integrity
      </Button>
      <LoggingSwitch row={chosen} />
      <Button disabled={chosen === undefined || foreign} onClick={remove}>
        Delete
      </Button>
      <CreateTrailButton />
    </SpaceBetween>
  );
}

export function CreateTrailButton() {
  const { href } = useScope();
  return (
    <Button variant="primary" href={href('cloudtrail/trails/create')} data-testid="trails-create">
      Create trail
    </Button>
  );
}

export function NoTrails() {
  const { historyDays } = useServerConfig();
  return (
    <div data-testid="trails-empty">
      <EmptyState
        title="No trails."
        why={`Event history keeps ${historyDays} days; a trail keeps the record as long as you like.`}
        commands={[
          'aws cloudtrail create-subscription --name my-trail --s3-new-bucket my-trail-logs',
        ]}
      />
    </div>
  );
}

export function Help() {
  return (
    <>
      <p>
        A trail writes every event to log files in an S3 bucket and, if you like, to a log group of
        CloudWatch Logs, where it can be searched and watched.
      </p>
      <h3>Columns</h3>
      <p>
        <b>Status</b>: Logging, Off, or the error of the last delivery. <b>Log file validation</b>:
        whether signed digests are written, with which one can prove that no file was altered.
      </p>
    </>
  );
}
