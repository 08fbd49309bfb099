import Button from '@cloudscape-design/components/button';
import { startLogging, stopLogging } from '../../../api/cloudtrail';
import { useChange } from '../../../api/query';
import { notify } from '../../../shell/notifications';
import { useScope } from '../../../url/scope';
import { isShadow, type TrailRow } from '../trails/trailRow';

/** Starts or stops the logging of a trail. */
export function LoggingSwitch({ row }: { row: TrailRow | undefined }) {
  const { region } = useScope();
  const logging = row?.status?.IsLogging ?? false;
  const name = row?.trail.Name ?? '';
  const change = useChange('cloudtrail', (at, start: boolean) =>
    (start ? startLogging : stopLogging).run({ Name: name }, at).catch(failure => {
      notify({ type: 'error', header: failure.code, content: failure.message });
      throw failure;
    }),
  );

  async function turn(): Promise<void> {
    if ((await change.run(!logging)) === undefined) return;
    notify({
      type: 'success',
      content: logging ? `Trail ${name} no longer logs.` : `Trail ${name} is logging.`,
    });
  }

  return (
    <Button
      disabled={row?.status === undefined || isShadow(row.trail, region)}
      loading={change.running}
      onClick={turn}
      data-testid="trail-logging"
    >
      {logging ? 'Stop logging' : 'Start logging'}
    </Button>
  );
}
