import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useParams } from 'react-router';
import { usePage } from '../../../shell/page';
import type { SeenEvent } from '../../../widgets/events/seenEvent';
import { FailureAlert } from '../../../widgets/failure/FailureAlert';
import { visibleText } from '../../../widgets/format';
import { saveFile } from '../../../widgets/saveFile';
import { NoSuchEvent } from '../record/NoSuchEvent';
import { Record } from '../record/Record';
import { useEvent } from '../record/useEvent';
import { ExpiredImages } from './ExpiredImages';

const COLUMNS = 4;

export function Component() {
  const { eventId = '' } = useParams();
  const { event, reading } = useEvent(eventId);
  usePage({
    title: `${event?.name ?? 'Event'} · Event history`,
    breadcrumbs: [
      { text: 'CloudTrail', path: 'cloudtrail' },
      { text: 'Event history', path: 'cloudtrail/events' },
      { text: event?.name ?? eventId },
    ],
    help: <Help />,
  });
  return (
    <SpaceBetween size="l">
      <EventHeader id={eventId} event={event} />
      <FailureAlert failure={reading.failure} retry={reading.read} />
      {reading.loading && <Spinner />}
      {event === undefined && reading.data !== undefined && <NoSuchEvent />}
      {event !== undefined && (
        <Container>
          <Record event={event} columns={COLUMNS} heading="h2" />
        </Container>
      )}
      {event?.name === 'PolicyExecutionEvent' && <ExpiredImages event={event} />}
    </SpaceBetween>
  );
}

function EventHeader({ id, event }: { id: string; event: SeenEvent | undefined }) {
  const save = (one: SeenEvent) =>
    saveFile('event.json', 'application/json', JSON.stringify(one.record, null, 2));
  return (
    <Header
      variant="h1"
      {...(event === undefined ? {} : { description: id })}
      actions={event !== undefined && <Button onClick={() => save(event)}>Download record</Button>}
    >
      {event === undefined ? 'Event' : visibleText(event.name)}
    </Header>
  );
}

function Help() {
  return (
    <p>
      One call as it was recorded. <b>Related</b> links open the event history with the same user,
      key, address, resource or error. <b>Filter</b> beside a value in the record does the same for
      that value.
    </p>
  );
}
