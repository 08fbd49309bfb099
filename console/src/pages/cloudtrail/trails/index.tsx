import { useState } from 'react';
import { usePage } from '../../../shell/page';
import { ResourceTable } from '../../../widgets/table/ResourceTable';
import { DeleteTrail } from '../trail/DeleteTrail';
import { useColumns } from './config';
import { Actions, Help, NoTrails } from './parts';
import { useTrails } from './useTrails';

export function Component() {
  const { rows, reading } = useTrails();
  const columns = useColumns();
  const [selectedArn, setSelectedArn] = useState('');
  const [deleting, setDeleting] = useState(false);
  const chosen = rows.find(({ trail }) => trail.TrailARN === selectedArn);
  usePage({
    title: 'Trails',
    breadcrumbs: [{ text: 'CloudTrail', path: 'cloudtrail' }, { text: 'Trails' }],
    contentType: 'table',
    help: <Help />,
  });
  return (
    <>
      <ResourceTable
        id="trails"
        heading="Trails"
        noun="trail"
        columns={columns}
        items={rows}
        keyOf={({ trail }) => trail.TrailARN ?? ''}
        nameOf={({ trail }) => trail.Name ?? ''}
        reading={reading}
        sorting="name"
        selection="single"
        selected={chosen === undefined ? [] : [chosen]}
        onSelect={([row]) => setSelectedArn(row?.trail.TrailARN ?? '')}
        empty={<NoTrails />}
        actions={<Actions chosen={chosen} remove={() => setDeleting(true)} />}
      />
      {chosen !== undefined && deleting && (
        <DeleteTrail trail={chosen.trail} close={() => setDeleting(false)} done={() => undefined} />
      )}
    </>
  );
}
