import { useState } from 'react';
import { usePage } from '../../../shell/page';
import { ResourceTable } from '../../../widgets/table/ResourceTable';
import { DeleteRepository } from '../deleting/DeleteRepository';
import { PushCommands } from '../pushing/PushCommands';
import { useColumns } from './config';
import { useRepositories } from './hooks';
import { Actions, Help, NoRepositories } from './parts';

export function Component() {
  const list = useRepositories();
  const columns = useColumns();
  const [open, setOpen] = useState<'push' | 'delete' | null>(null);
  const [chosen] = list.selected;
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
      <ResourceTable
        id="repositories"
        heading="Repositories"
        noun="repository"
        plural="repositories"
        columns={columns}
        items={list.items}
        moreNote={list.moreNote}
        keyOf={item => item.repositoryName ?? ''}
        nameOf={item => item.repositoryName ?? ''}
        reading={list.reading}
        sorting="name"
        selection="single"
        selected={list.selected}
        onSelect={list.select}
        empty={<NoRepositories />}
        actions={<Actions chosen={chosen} open={setOpen} />}
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
