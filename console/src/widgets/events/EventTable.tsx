import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import { type ReactNode, useMemo } from 'react';
import { useQueryState } from '../../url/state';
import { countText } from '../format';
import { useTimeHeading } from '../Time';
import { ResourceTable } from '../table/ResourceTable';
import { eventColumns } from './columns';
import { isConsoleRead, isLayerCall, type SeenEvent } from './seenEvent';
import type { Events } from './useEvents';

interface Props {
  id: string;
  heading: string;
  from: Events;
  /** Which of the events belong here; all without it. */
  only?: (event: SeenEvent) => boolean;
  empty: ReactNode;
}

/** Activity beside a resource: newest first; the calls within pushes and pulls fold away. */
export function EventTable({ id, heading, from, only, empty }: Props) {
  const timeHeading = useTimeHeading();
  const [layers, setLayers] = useQueryState('layers', 'hide');
  const [reads, setReads] = useQueryState('reads', 'hide');
  const columns = useMemo(() => eventColumns(timeHeading), [timeHeading]);
  const shown = useMemo(
    () =>
      from.events.filter(
        event =>
          (only === undefined || only(event)) &&
          (layers === 'show' || !isLayerCall(event)) &&
          (reads === 'show' || !isConsoleRead(event)),
      ),
    [from.events, only, layers, reads],
  );
  const note = from.more
    ? `Of the newest ${countText(from.events.length)} events; there are older ones.`
    : undefined;
  return (
    <ResourceTable
      id={id}
      heading={heading}
      headingVariant="h2"
      variant="container"
      noun="event"
      columns={columns}
      items={shown}
      moreNote={note}
      keyOf={event => event.id}
      nameOf={event => `${event.name} by ${event.user}`}
      reading={from.reading}
      sorting="-time"
      empty={empty}
      controls={
        <SpaceBetween size="m" direction="horizontal">
          <Toggle
            checked={layers === 'show'}
            onChange={({ detail }) => setLayers(detail.checked ? 'show' : 'hide')}
          >
            Layer calls
          </Toggle>
          <Toggle
            checked={reads === 'show'}
            onChange={({ detail }) => setReads(detail.checked ? 'show' : 'hide')}
          >
            Console reads
          </Toggle>
        </SpaceBetween>
      }
    />
  );
}
