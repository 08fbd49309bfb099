import SegmentedControl from '@cloudscape-design/components/segmented-control';
import { useState } from 'react';
import { usePage } from '../../../shell/page';
import { useQueryState } from '../../../url/state';
import { ResourceTable } from '../../../widgets/table/ResourceTable';
import { DeleteRepository } from '../deleting/DeleteRepository';
import { PushCommands } from '../pushing/PushCommands';
import { useColumns } from './config';
import { useRepositories } from './hooks';
import { Actions, Help, NoRepositories } from './parts';
import { nested, type RepositoryRow } from './rows';
import { useTree } from './tree';

export function Component() {
  const list = useRepositories();
  const columns = useColumns(list.reader);
  const [view, setView] = useQueryState('view', 'list');
  const tree = useTree();
  const [open, setOpen] = useState<'push' | 'delete' | null>(null);
  const chosen = list.selected[0]?.repository;
  usePage({
    title: 'Repositories',
    breadcrumbs: [
      { text: 'Container registry', path: 'ecr/repositories' },
      { text: 'Repositories' },
    ],
    contentType: 'table',
    help: <Help />,
  });
  return (
    <>
      <ResourceTable<RepositoryRow>
        id="repositories"
        heading="Repositories"
        noun="repository"
        plural="repositories"
        description={list.missing}
        columns={columns}
        items={list.items}
        moreNote={list.moreNote}
        keyOf={row => row.key}
        nameOf={row => row.key}
        reading={list.reading}
        sorting="name"
        selection="single"
        selectable={row => row.repository !== undefined}
        selected={list.selected}
        onSelect={list.select}
        empty={<NoRepositories />}
        actions={<Actions chosen={chosen} open={setOpen} />}
        controls={
          <SegmentedControl
            label="View"
            selectedId={view}
            onChange={({ detail }) => setView(detail.selectedId)}
            options={[
              { id: 'list', text: 'List' },
              { id: 'tree', text: 'Tree' },
            ]}
          />
        }
        {...(view === 'tree' ? { nest: nested, ...tree } : {})}
      />
      {chosen !== undefined && open === 'push' && (
        <PushCommands repository={chosen} close={() => setOpen(null)} />
      )}
      {chosen !== undefined && open === 'delete' && (
        <DeleteRepository
          repository={chosen}
          close={() => setOpen(null)}
          done={() => list.select([])}
        />
      )}
    </>
  );
}
