import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { Reading } from '../../api/query';
import type { SeenEvent } from '../../widgets/events/seenEvent';
import { visibleText } from '../../widgets/format';
import { ScopeLink } from '../../widgets/ScopeLink';
import { Time } from '../../widgets/Time';
import { type Doing, doingsOf } from './groups';

const ROWS_MAX = 6;

interface Props {
  id: string;
  title: string;
  events: readonly SeenEvent[];
  reading: Reading<unknown>;
  none: string;
}

/** Who does this, to what, from where: the newest first. */
export function People({ id, title, events, reading, none }: Props) {
  const doings = doingsOf(events, ROWS_MAX);
  return (
    <Container
      fitHeight
      data-testid={`home-${id}`}
      header={
        <Header variant="h2" counter={events.length === 0 ? '' : `(${events.length})`}>
          {title}
        </Header>
      }
    >
      {reading.failure !== null && events.length === 0 && (
        <Box color="text-body-secondary">Not known.</Box>
      )}
      {reading.loading && <Spinner />}
      {!reading.loading && doings.length === 0 && reading.failure === null && (
        <Box color="text-body-secondary">{none}</Box>
      )}
      <SpaceBetween size="s">
        {doings.map(doing => (
          <Row key={doing.key} doing={doing} />
        ))}
      </SpaceBetween>
    </Container>
  );
}

function Row({ doing }: { doing: Doing }) {
  const { user, object, address, client, error, count, last } = doing;
  return (
    <div>
      <Box variant="strong">{visibleText(user) || 'unknown'}</Box>{' '}
      <ScopeLink to={`cloudtrail/events/${last.id}`}>{visibleText(object)}</ScopeLink>
      {count > 1 && ` ×${count}`}
      {error !== '' && (
        <div>
          <StatusIndicator type="error">{visibleText(error)}</StatusIndicator>
        </div>
      )}
      <Box variant="small" display="block" color="text-body-secondary">
        <Time at={last.at} ago /> · {visibleText(address)} · {visibleText(client)}
      </Box>
    </div>
  );
}
