import { useMemo } from 'react';
import { useQueryState } from '../../../url/state';
import type { SeenEvent } from '../../../widgets/events/seenEvent';
import { useTimeHeading } from '../../../widgets/Time';
import type { Column } from '../../../widgets/table/column';
import { useTablePreferences } from '../../../widgets/table/tablePreferences';
import { historyColumns } from './columns';

export type HistoryPreferences = ReturnType<typeof useTablePreferences<SeenEvent>>;

/** The columns, and which of them show: as the address says, else as this browser prefers. */
export function useColumns(): { columns: Column<SeenEvent>[]; preferences: HistoryPreferences } {
  const timeHeading = useTimeHeading();
  const columns = useMemo(() => historyColumns(timeHeading), [timeHeading]);
  const kept = useTablePreferences('history', columns);
  const [cols, setCols] = useQueryState('cols');
  const listed = cols === '' ? null : new Set(cols.split(','));
  const preferences: HistoryPreferences = {
    ...kept,
    contentDisplay: kept.contentDisplay.map(({ id, visible }) => ({
      id,
      visible: listed?.has(id) ?? visible,
    })),
    choose(next) {
      kept.choose(next);
      const visible = next.contentDisplay?.filter(one => one.visible).map(({ id }) => id) ?? [];
      setCols(visible.join(',') === usual(columns) ? '' : visible.join(','));
    },
  };
  return { columns, preferences };
}

function usual(columns: readonly Column<SeenEvent>[]): string {
  return columns
    .filter(({ hidden }) => !hidden)
    .map(({ id }) => id)
    .join(',');
}
