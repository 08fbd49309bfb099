import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMemo } from 'react';
import { useScope } from '../../../url/scope';
import type { SeenEvent } from '../../../widgets/events/seenEvent';
import { JsonView } from '../../../widgets/json/JsonView';
import { EventFacts, Refusal } from './EventFacts';
import { recordLinks } from './links';
import { RelatedLinks } from './RelatedLinks';

interface Props {
  event: SeenEvent;
  columns: number;
  /** Below what heading it stands. */
  heading: 'h2' | 'h3';
}

/** An event: its facts, what is related, and the record itself. */
export function Record({ event, columns, heading }: Props) {
  const scope = useScope();
  const linkOf = useMemo(() => recordLinks(event, scope), [event, scope]);
  return (
    <SpaceBetween size="l">
      <Refusal {...event} />
      <RelatedLinks event={event} />
      <EventFacts event={event} columns={columns} />
      <SpaceBetween size="xs">
        <Header variant={heading}>Record</Header>
        <JsonView value={event.record} what="record" linkOf={linkOf} />
      </SpaceBetween>
    </SpaceBetween>
  );
}
