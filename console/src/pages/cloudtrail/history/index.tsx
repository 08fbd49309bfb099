import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { usePage } from '../../../shell/page';
import { withValue } from '../../../url/state';
import type { SeenEvent } from '../../../widgets/events/seenEvent';
import { Actions } from './Actions';
import { EventPanel } from './EventPanel';
import { HistoryTable } from './HistoryTable';
import { useHistory } from './hooks';
import { Help } from './parts';
import { useColumns } from './useColumns';

export function Component() {
  const { columns, preferences } = useColumns();
  const [params, setParams] = useSearchParams();
  const page = Math.max(1, Number(params.get('page')) || 1);
  const history = useHistory(page * preferences.pageSize + 1);
  const [selected, select] = useState<readonly SeenEvent[]>([]);
  const start = (page - 1) * preferences.pageSize;
  const rows = history.shown.slice(start, start + preferences.pageSize);
  const opened = params.get('event') ?? '';

  // Opening a record is a step that Back undoes; walking from one to the next is not.
  function open(id: string): void {
    const replace = opened !== '' && id !== '';
    setParams(before => withValue(before, 'event', id, ''), { replace });
  }

  const at = rows.findIndex(({ id }) => id === opened);
  const step = (by: 1 | -1) => {
    const next = at < 0 ? undefined : rows[at + by];
    return next === undefined ? undefined : () => open(next.id);
  };
  usePage({
    title: 'Event history',
    breadcrumbs: [{ text: 'CloudTrail', path: 'cloudtrail' }, { text: 'Event history' }],
    contentType: 'table',
    help: <Help />,
    ...(opened === ''
      ? {}
      : {
          splitPanel: {
            open: true,
            onToggle: () => open(''),
            content: <EventPanel id={opened} event={rows[at]} later={step(-1)} earlier={step(1)} />,
          },
        }),
  });
  return (
    <HistoryTable
      history={history}
      columns={columns}
      preferences={preferences}
      page={page}
      turnTo={next => setParams(before => withValue(before, 'page', String(next), '1'))}
      rows={rows}
      selected={selected}
      select={select}
      open={event => open(event.id)}
      step={by => step(by)?.()}
      walk={event => opened !== '' && event.id !== opened && open(event.id)}
      actions={
        <Actions
          history={history}
          selected={selected}
          columnIds={preferences.contentDisplay.filter(one => one.visible).map(({ id }) => id)}
        />
      }
    />
  );
}
