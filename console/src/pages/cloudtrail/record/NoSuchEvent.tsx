import { useServerConfig } from '../../../shell/serverConfig';
import { useScope } from '../../../url/scope';
import { EmptyState } from '../../../widgets/EmptyState';

export function NoSuchEvent() {
  const { historyDays } = useServerConfig();
  const { region } = useScope();
  return (
    <EmptyState
      title={`No event with this id is kept here in ${region}.`}
      why={`The history keeps ${historyDays} days. Log files of trails can be brought back into it.`}
      commands={['lading import FILE']}
    />
  );
}
