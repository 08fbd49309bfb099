import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import Spinner from '@cloudscape-design/components/spinner';
import Table from '@cloudscape-design/components/table';
import type { FocusEvent, KeyboardEvent, ReactNode } from 'react';
import type { SeenEvent } from '../../../widgets/events/seenEvent';
import { countText } from '../../../widgets/format';
import type { Column } from '../../../widgets/table/column';
import { TablePreferences } from '../../../widgets/table/tablePreferences';
import { FilterBar } from './FilterBar';
import type { History } from './hooks';
import { NoEvents } from './parts';
import type { HistoryPreferences } from './useColumns';

interface Props {
  history: History;
  columns: readonly Column<SeenEvent>[];
  preferences: HistoryPreferences;
  page: number;
  turnTo: (page: number) => void;
  rows: readonly SeenEvent[];
  selected: readonly SeenEvent[];
  select: (events: SeenEvent[]) => void;
  actions: ReactNode;
  open: (event: SeenEvent) => void;
  /** The focus came to a row; with the panel open, the panel follows. */
  walk: (event: SeenEvent) => void;
  /** To the record of the next row (1) or the one before (-1). */
  step: (by: 1 | -1) => void;
}

const SKELETON_ROWS = 8;

export function HistoryTable(props: Props) {
  const { history, columns, preferences, rows, page } = props;
  const { loading } = history.reading;
  const first = (page - 1) * preferences.pageSize + 1;
  const pages = Math.max(1, Math.ceil(history.shown.length / preferences.pageSize));

  // Rows of the grid count from 1, the header being the first.
  function follow(event: FocusEvent): void {
    const row = event.target.closest('tr[aria-rowindex]')?.getAttribute('aria-rowindex');
    const focused = rows[Number(row) - first - 1];
    if (focused !== undefined) props.walk(focused);
  }

  // A click leaves the focus on the grid itself, from where arrow keys would lead nowhere.
  function onKey(event: KeyboardEvent): void {
    const vertical = event.key === 'ArrowDown' || event.key === 'ArrowUp';
    if (!vertical || (event.target as Element).getAttribute('role') !== 'grid') return;
    event.preventDefault();
    props.step(event.key === 'ArrowDown' ? 1 : -1);
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it watches the rows within
    <div onFocus={follow} onKeyDown={onKey}>
      <Table<SeenEvent>
        data-testid="history-table"
        variant="full-page"
        stickyHeader
        resizableColumns
        enableKeyboardNavigation
        trackBy="id"
        columnDefinitions={columns.map(({ id, heading, cell, width, rowHeader = false }) => ({
          id,
          header: heading,
          cell,
          width,
          minWidth: 80,
          isRowHeader: rowHeader,
        }))}
        columnDisplay={preferences.contentDisplay}
        items={rows}
        selectionType="multi"
        selectedItems={[...props.selected]}
        onSelectionChange={({ detail }) => props.select(detail.selectedItems)}
        onRowClick={({ detail }) => props.open(detail.item)}
        loading={loading}
        loadingText="Reading the history"
        {...(loading ? { skeleton: { totalRows: SKELETON_ROWS } } : {})}
        {...(preferences.wrapLines === undefined ? {} : { wrapLines: preferences.wrapLines })}
        contentDensity={preferences.contentDensity ?? 'comfortable'}
        ariaLabels={{
          tableLabel: 'Event history',
          selectionGroupLabel: 'Events to compare',
          allItemsSelectionLabel: () => 'Select all events',
          itemSelectionLabel: (_data, item) => `Select ${item.name} by ${item.user}`,
        }}
        firstIndex={first}
        renderAriaLive={({ firstIndex, lastIndex }) => `Events ${firstIndex} to ${lastIndex}`}
        header={<HistoryHeader history={history} actions={props.actions} />}
        filter={<FilterBar history={history} />}
        pagination={
          <Pagination
            currentPageIndex={page}
            pagesCount={Math.max(pages, page)}
            openEnd={history.more}
            onChange={({ detail }) => props.turnTo(detail.currentPageIndex)}
            onNextPageClick={({ detail }) => {
              if (!detail.requestedPageAvailable) props.turnTo(detail.requestedPageIndex);
            }}
          />
        }
        preferences={<TablePreferences columns={columns} preferences={preferences} />}
        empty={<NoEvents history={history} />}
      />
    </div>
  );
}

function HistoryHeader({ history, actions }: { history: History; actions: ReactNode }) {
  const { shown, more, reading, searching } = history;
  return (
    <Header
      variant="awsui-h1-sticky"
      {...(reading.loading ? {} : { counter: `(${countText(shown.length)}${more ? '+' : ''})` })}
      info={searching && !reading.loading && <Spinner />}
      actions={actions}
    >
      Event history
    </Header>
  );
}
