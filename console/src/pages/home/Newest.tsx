import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import type { Reading } from '../../api/query';
import { Result } from '../../widgets/events/columns';
import { objectText, type SeenEvent } from '../../widgets/events/seenEvent';
import { visibleText } from '../../widgets/format';
import { ScopeLink } from '../../widgets/ScopeLink';
import { Time, useTimeHeading } from '../../widgets/Time';

interface Props {
  events: readonly SeenEvent[];
  reading: Reading<unknown>;
}

/** The newest registry actions; the layer calls within them are left out. */
export function Newest({ events, reading }: Props) {
  const timeHeading = useTimeHeading();
  return (
    <Table<SeenEvent>
      data-testid="home-newest"
      ariaLabels={{ tableLabel: 'Happening now' }}
      header={<Header variant="h2">Happening now</Header>}
      loading={reading.loading}
      loadingText="Reading the history"
      items={events}
      trackBy="id"
      wrapLines
      empty={reading.failure === null ? 'Nothing has happened yet.' : 'Not known.'}
      columnDefinitions={[
        { id: 'time', header: timeHeading('Time'), cell: event => <Moment event={event} /> },
        { id: 'user', header: 'Who', cell: event => <Name text={event.user} /> },
        {
          id: 'name',
          header: 'Did',
          isRowHeader: true,
          cell: event => <ScopeLink to={`cloudtrail/events/${event.id}`}>{event.name}</ScopeLink>,
        },
        {
          id: 'object',
          header: 'To',
          cell: event => <Name text={objectText(event) || '–'} />,
        },
        { id: 'result', header: 'Result', cell: event => <Outcome event={event} /> },
      ]}
    />
  );
}

function Outcome({ event }: { event: SeenEvent }) {
  return (
    <span className="one-line">
      <Result event={event} />
    </span>
  );
}

function Moment({ event }: { event: SeenEvent }) {
  return (
    <span className="one-line">
      <Time at={event.at} />
    </span>
  );
}

/** May break anywhere: a long one must not push the result out of the table. */
function Name({ text }: { text: string }) {
  return <span className="table-name">{visibleText(text)}</span>;
}
