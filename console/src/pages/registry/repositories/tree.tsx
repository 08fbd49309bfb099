import Button from '@cloudscape-design/components/button';
import type { TableProps } from '@cloudscape-design/components/table';
import { useState } from 'react';
import { useQueryState } from '../../../url/state';
import { countText } from '../../../widgets/format';
import type { RepositoryRow } from './rows';

const ROWS_OF_GROUP = 50;

export interface Tree {
  expandable: TableProps.ExpandableRows<RepositoryRow>;
  loader: Pick<TableProps<RepositoryRow>, 'getLoadingStatus' | 'renderLoaderPending'>;
}

/** Which groups are open, which the address keeps, and how many of their rows are drawn. */
export function useTree(): Tree {
  const [open, setOpen] = useQueryState('open');
  const [drawn, setDrawn] = useState<ReadonlyMap<string, number>>(new Map());
  const keys = open === '' ? [] : open.split(',');
  const rowsOf = ({ key }: RepositoryRow) => drawn.get(key) ?? ROWS_OF_GROUP;

  function toggle(key: string, expanded: boolean): void {
    const others = keys.filter(other => other !== key);
    setOpen((expanded ? [...others, key] : others).join(','));
  }

  return {
    expandable: {
      getItemChildren: row => row.children.slice(0, rowsOf(row)),
      isItemExpandable: row => row.children.length > 0,
      // The table knows rows by their keys.
      expandedItems: keys.map(key => ({ key, label: '', count: 0, children: [] })),
      onExpandableItemToggle: ({ detail }) => toggle(detail.item.key, detail.expanded),
    },
    loader: {
      getLoadingStatus: row =>
        row !== null && row.children.length > rowsOf(row) ? 'pending' : 'finished',
      renderLoaderPending: ({ item: row }) =>
        row !== null && (
          <Button
            variant="inline-link"
            iconName="add-plus"
            ariaLabel={`Show more of ${row.key}`}
            onClick={() => setDrawn(new Map(drawn).set(row.key, rowsOf(row) + ROWS_OF_GROUP))}
          >
            Show more of {countText(row.children.length)}
          </Button>
        ),
    },
  };
}
