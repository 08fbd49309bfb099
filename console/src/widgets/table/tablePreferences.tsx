import CollectionPreferences, {
  type CollectionPreferencesProps,
} from '@cloudscape-design/components/collection-preferences';
import { useState } from 'react';
import { keep, stored } from '../../shell/preferences';
import type { Column } from './column';

type Chosen = CollectionPreferencesProps.Preferences;

const PAGE_SIZES = [20, 50, 100];
const PAGE_SIZE = 50;

/** What this browser prefers for one table: columns, page size, wrapping, density. */
export function useTablePreferences<Item>(id: string, columns: readonly Column<Item>[]) {
  const key = `lading.table.${id}`;
  const [chosen, setChosen] = useState<Chosen>(() => stored<Chosen>(key, {}));
  const contentDisplay = columns.map(column => {
    const kept = chosen.contentDisplay?.find(other => other.id === column.id);
    return { id: column.id, visible: kept?.visible ?? !column.hidden };
  });
  return {
    ...chosen,
    pageSize: chosen.pageSize ?? PAGE_SIZE,
    contentDisplay,
    choose(next: Chosen): void {
      setChosen(next);
      keep(key, next);
    },
  };
}

interface Props<Item> {
  columns: readonly Column<Item>[];
  preferences: ReturnType<typeof useTablePreferences<Item>>;
}

export function TablePreferences<Item>({ columns, preferences }: Props<Item>) {
  const { choose, ...chosen } = preferences;
  return (
    <CollectionPreferences
      title="Preferences"
      confirmLabel="Confirm"
      cancelLabel="Cancel"
      preferences={chosen}
      onConfirm={({ detail }) => choose(detail)}
      pageSizePreference={{
        title: 'Page size',
        options: PAGE_SIZES.map(value => ({ value, label: `${value} rows` })),
      }}
      wrapLinesPreference={{ label: 'Wrap lines', description: 'Show all of a long text' }}
      contentDensityPreference={{ label: 'Compact', description: 'More rows on the screen' }}
      contentDisplayPreference={{
        title: 'Columns',
        options: columns.map(({ id, heading, rowHeader = false }) => ({
          id,
          label: heading,
          alwaysVisible: rowHeader,
        })),
      }}
    />
  );
}
