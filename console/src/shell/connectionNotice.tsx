import Button from '@cloudscape-design/components/button';
import type { FlashbarProps } from '@cloudscape-design/components/flashbar';
import { connection } from '../api/connection';
import { useStore } from '../api/store';
import { Time } from '../widgets/Time';

/** The bar over a page while the server does not answer; it goes away by itself. */
export function useConnectionNotice(): FlashbarProps.MessageDefinition[] {
  const { lostAt } = useStore(connection.state);
  if (lostAt === null) return [];
  return [
    {
      id: 'connection',
      type: 'error',
      header: 'No connection',
      content: (
        <span data-testid="no-connection">
          The server at {window.location.host} does not answer. What you see was read before{' '}
          <Time at={lostAt} />. The console goes on by itself when there is an answer.
        </span>
      ),
      action: <Button onClick={connection.ask}>Try now</Button>,
    },
  ];
}
