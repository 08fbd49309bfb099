import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import PropertyFilter from '@cloudscape-design/components/property-filter';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import type { ReactNode } from 'react';
import type { Reading } from '../../api/query';
import { FailureAlert } from '../failure/FailureAlert';
import { counted, countText } from '../format';
import { sortingText } from './arrange';
import type { Column } from './column';
import { filteringOptions, filteringProperties, queryOf, tokensIn } from './filterBar';
import { TablePreferences, useTablePreferences } from './tablePreferences';
import { useArrangement } from './useArrangement';

interface Props<Item> {
  /** Of its preferences and its test ids: `<id>-table`. */
  id: string;
  heading: string;
  headingVariant?: 'h1' | 'h2' | 'awsui-h1-sticky';
  description?: ReactNode;
  columns: readonly Column<Item>[];
  items: readonly Item[];
  /** There are more items than were read: what to say about that. */
  moreNote?: string | undefined;
  keyOf: (item: Item) => string;
  nameOf: (item: Item) => string;
  /** How the reading of the items goes. */
  reading: Pick<Reading<unknown>, 'loading' | 'reading' | 'failure' | 'read'>;
  /** What shows when there is nothing yet, and no filter. */
  empty: ReactNode;
  /** The column the table is sorted by when the address says nothing: `-pushed`. */
  sorting?: string;
  actions?: ReactNode;
  selection?: 'single' | 'multi';
  /** Which items can be ticked; all without it. */
  selectable?: (item: Item) => boolean;
  selected?: readonly Item[];
  onSelect?: (items: Item[]) => void;
  variant?: TableProps.Variant;
  /** What one row is. */
  noun: string;
  plural?: string;
  controls?: ReactNode;
  expandable?: TableProps.ExpandableRows<Item>;
  /** Puts the items that match below others, which `expandable` unfolds. */
  nest?: (items: readonly Item[]) => readonly Item[];
  /** The row that draws more of an unfolded one. */
  loader?: Pick<TableProps<Item>, 'getLoadingStatus' | 'renderLoaderPending'>;
}

const SKELETON_ROWS = 5;

/** A list of resources as all list pages show it; filter, order and page live in the address. */
export function ResourceTable<Item>(props: Props<Item>) {
  const { id, columns, items, variant = 'full-page', noun } = props;
  const { plural = `${noun}s` } = props;
  const { loading } = props.reading;
  const preferences = useTablePreferences(id, columns);
  const view = useArrangement(
    items,
    columns,
    preferences.pageSize,
    props.sorting ?? '',
    props.nest,
  );
  const filterable = columns.some(({ filter }) => filter !== undefined);
  const definitions = columns.map(definition);
  return (
    <Table<Item>
      data-testid={`${id}-table`}
      variant={variant}
      stickyHeader={variant === 'full-page'}
      resizableColumns
      enableKeyboardNavigation
      trackBy={props.keyOf}
      columnDefinitions={definitions}
      columnDisplay={preferences.contentDisplay}
      items={view.rows}
      loading={loading}
      loadingText={`Loading ${plural}`}
      {...(preferences.wrapLines === undefined ? {} : { wrapLines: preferences.wrapLines })}
      contentDensity={preferences.contentDensity ?? 'comfortable'}
      {...(props.selection === undefined ? {} : { selectionType: props.selection })}
      isItemDisabled={item => !(props.selectable?.(item) ?? true)}
      selectedItems={(props.selected ?? []) as Item[]}
      onSelectionChange={({ detail }) => props.onSelect?.(detail.selectedItems)}
      {...(props.expandable === undefined ? {} : { expandableRows: props.expandable })}
      {...props.loader}
      {...sortedBy(definitions, view.sorting)}
      onSortingChange={({ detail }) =>
        view.sort(
          sortingText({
            column: (detail.sortingColumn as { id?: string }).id ?? '',
            descending: detail.isDescending ?? false,
          }),
        )
      }
      ariaLabels={ariaLabels(props)}
      renderAriaLive={({ firstIndex, lastIndex, totalItemsCount }) =>
        `Rows ${firstIndex} to ${lastIndex} of ${totalItemsCount}`
      }
      firstIndex={view.firstIndex}
      totalItemsCount={view.topCount}
      header={<TableHeader {...props} matching={view.matching} filtered={view.filtered} />}
      filter={
        filterable && (
          <PropertyFilter
            data-testid={`${id}-filter`}
            query={queryOf(view.tokens)}
            onChange={({ detail }) => view.filter(tokensIn(detail))}
            filteringProperties={filteringProperties(columns)}
            filteringOptions={filteringOptions(columns, items)}
            hideOperations
            filteringPlaceholder={`Find ${plural}`}
            filteringAriaLabel={`Find ${plural}`}
            countText={`${countText(view.matching)} ${view.matching === 1 ? 'match' : 'matches'}`}
            {...(props.controls === undefined ? {} : { customControl: props.controls })}
          />
        )
      }
      pagination={
        <Pagination
          currentPageIndex={view.page}
          pagesCount={view.pages}
          onChange={({ detail }) => view.turnTo(detail.currentPageIndex)}
        />
      }
      preferences={<TablePreferences columns={columns} preferences={preferences} />}
      empty={<Nothing {...props} filtered={view.filtered} clear={() => view.filter([])} />}
      {...(loading ? { skeleton: { totalRows: SKELETON_ROWS } } : {})}
    />
  );
}

function definition<Item>(
  column: Column<Item>,
): TableProps.ColumnDefinition<Item> & { id: string } {
  const { id, heading, cell, value, width, rowHeader = false } = column;
  return {
    id,
    header: heading,
    cell,
    width,
    minWidth: 80,
    isRowHeader: rowHeader,
    // The rows come sorted; this only marks the column as one that can be.
    ...(value === undefined ? {} : { sortingField: id }),
  };
}

function sortedBy<Item>(
  definitions: readonly (TableProps.ColumnDefinition<Item> & { id: string })[],
  sorting: { column: string; descending: boolean } | null,
) {
  const sortingColumn = definitions.find(({ id }) => id === sorting?.column);
  if (sortingColumn === undefined) return {};
  return { sortingColumn, sortingDescending: sorting?.descending ?? false };
}

function ariaLabels<Item>({
  heading,
  noun,
  plural = `${noun}s`,
  nameOf,
}: Props<Item>): TableProps.AriaLabels<Item> {
  return {
    tableLabel: heading,
    selectionGroupLabel: `${heading} selection`,
    allItemsSelectionLabel: () => `Select all ${plural}`,
    itemSelectionLabel: (_data, item) => `Select ${nameOf(item)}`,
    expandButtonLabel: item => `Expand ${nameOf(item)}`,
    collapseButtonLabel: item => `Collapse ${nameOf(item)}`,
  };
}

function TableHeader<Item>(props: Props<Item> & { matching: number; filtered: boolean }) {
  const { heading, items, moreNote, matching, filtered } = props;
  const { loading, reading, read } = props.reading;
  const all = `${countText(items.length)}${moreNote === undefined ? '' : '+'}`;
  // Rows that were read before stay; what went wrong since then stands above them.
  const failure = items.length > 0 ? props.reading.failure : null;
  const counter = filtered ? `(${countText(matching)}/${all})` : `(${all})`;
  return (
    <SpaceBetween size="s">
      <FailureAlert failure={failure} retry={read} />
      <Header
        variant={props.headingVariant ?? 'awsui-h1-sticky'}
        {...(loading ? {} : { counter })}
        description={moreNote ?? props.description}
        info={reading && !loading && <Spinner />}
        actions={
          <SpaceBetween size="xs" direction="horizontal">
            <Button iconName="refresh" ariaLabel={`Refresh ${heading}`} onClick={read} />
            {props.actions}
          </SpaceBetween>
        }
      >
        {heading}
      </Header>
    </SpaceBetween>
  );
}

function Nothing<Item>(props: Props<Item> & { filtered: boolean; clear: () => void }) {
  const { failure, read } = props.reading;
  if (failure !== null) return <FailureAlert failure={failure} retry={read} />;
  if (!props.filtered) return props.empty;
  return (
    <Box textAlign="center" padding="l">
      <SpaceBetween size="s">
        <Box variant="strong">No matches</Box>
        <span>
          None of {counted(props.items.length, props.noun, props.plural)} matches the filter.
        </span>
        <Button onClick={props.clear}>Clear filter</Button>
      </SpaceBetween>
    </Box>
  );
}
