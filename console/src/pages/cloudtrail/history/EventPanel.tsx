import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import SplitPanel from '@cloudscape-design/components/split-panel';
import { useScope } from '../../../url/scope';
import type { SeenEvent } from '../../../widgets/events/seenEvent';
import { FailureAlert } from '../../../widgets/failure/FailureAlert';
import { NoSuchEvent } from '../record/NoSuchEvent';
import { Record } from '../record/Record';
import { useEvent } from '../record/useEvent';

interface Props {
  id: string;
  /** The event, if it is among the rows. */
  event: SeenEvent | undefined;
  earlier: (() => void) | undefined;
  later: (() => void) | undefined;
}

const COLUMNS = 4;

/** The record of the opened row; the neighbours are a click or an arrow key away. */
export function EventPanel({ id, event, earlier, later }: Props) {
  const read = useEvent(event === undefined ? id : '');
  const { href } = useScope();
  const shown = event ?? read.event;
  const heading = shown === undefined ? 'Event' : `${shown.name} by ${shown.user || 'AWS'}`;
  return (
    <SplitPanel
      header={heading}
      data-testid="event-panel"
      headerActions={
        <SpaceBetween size="xs" direction="horizontal">
          <Button
            iconName="angle-up"
            variant="icon"
            ariaLabel="Later event"
            disabled={later === undefined}
            onClick={later}
          />
          <Button
            iconName="angle-down"
            variant="icon"
            ariaLabel="Earlier event"
            disabled={earlier === undefined}
            onClick={earlier}
          />
          <Button href={href(`cloudtrail/events/${id}`)}>Open page</Button>
        </SpaceBetween>
      }
    >
      {shown !== undefined && <Record event={shown} columns={COLUMNS} heading="h3" />}
      {shown === undefined && read.reading.loading && <Spinner />}
      {shown === undefined && <FailureAlert failure={read.reading.failure} />}
      {shown === undefined && read.reading.data !== undefined && <NoSuchEvent />}
    </SplitPanel>
  );
}
