import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { useMemo } from 'react';
import { EmptyState } from '../../../widgets/EmptyState';
import type { SeenEvent } from '../../../widgets/events/seenEvent';
import type { Events } from '../../../widgets/events/useEvents';
import { countText, visibleText } from '../../../widgets/format';
import { Time, useTimeHeading } from '../../../widgets/Time';
import { pullersOf } from './count';

const ROWS_MAX = 20;

interface Props {
  events: Events;
  only?: (event: SeenEvent) => boolean;
}

/** Who pulls this, from where and with what. */
export function Pullers({ events, only }: Props) {
  const timeHeading = useTimeHeading();
  const pullers = useMemo(
    () => pullersOf(only === undefined ? events.events : events.events.filter(only)),
    [events.events, only],
  );
  return (
    <Table
      data-testid="pullers-table"
      header={
        <Header variant="h2" counter={`(${pullers.length})`}>
          Who pulls it
        </Header>
      }
      loading={events.reading.loading}
      loadingText="Reading the history"
      items={pullers.slice(0, ROWS_MAX)}
      trackBy="key"
      ariaLabels={{ tableLabel: 'Who pulls it' }}
      empty={
        <EmptyState title="No one has pulled it." why="In the events that were read, at least." />
      }
      columnDefinitions={[
        { id: 'user', header: 'User', cell: item => visibleText(item.user), isRowHeader: true },
        { id: 'address', header: 'Source IP', cell: item => visibleText(item.address) },
        { id: 'client', header: 'Client', cell: item => visibleText(item.client) },
        { id: 'pulls', header: 'Pulls', cell: item => countText(item.pulls) },
        { id: 'last', header: timeHeading('Last'), cell: item => <Time at={item.last} /> },
      ]}
    />
  );
}
