import type { LogGroup } from '@aws-sdk/client-cloudwatch-logs';
import { useState } from 'react';
import { describeLogGroups } from '../../../api/logs';
import { logGroupsPaging } from '../../../api/logsPaging';
import { useAllPages } from '../../../api/query';
import { usePage } from '../../../shell/page';
import { countText } from '../../../widgets/format';
import { ResourceTable } from '../../../widgets/table/ResourceTable';
import { CreateGroup } from '../changing/CreateGroup';
import { DeleteGroup } from '../changing/DeleteGroup';
import { EditRetention } from '../changing/EditRetention';
import { GROUPS } from '../paths';
import { useColumns } from './config';
import { Actions, type Dialog, Help, NoGroups } from './parts';

const NONE: readonly LogGroup[] = [];

export function Component() {
  const reading = useAllPages(describeLogGroups, logGroupsPaging, {});
  const columns = useColumns();
  const [selected, select] = useState<LogGroup[]>([]);
  const [dialog, open] = useState<Dialog | null>(null);
  const items = reading.data?.items ?? NONE;
  const [chosen] = selected;
  const close = () => open(null);
  usePage({
    title: 'Log groups',
    breadcrumbs: [{ text: 'CloudWatch', path: GROUPS }, { text: 'Log groups' }],
    contentType: 'table',
    help: <Help />,
  });
  return (
    <>
      <ResourceTable
        id="loggroups"
        heading="Log groups"
        noun="log group"
        columns={columns}
        items={items}
        moreNote={
          reading.data?.more
            ? `The first ${countText(items.length)} of more log groups.`
            : undefined
        }
        keyOf={item => item.logGroupName ?? ''}
        nameOf={item => item.logGroupName ?? ''}
        reading={reading}
        sorting="name"
        selection="single"
        selected={selected}
        onSelect={select}
        empty={<NoGroups create={() => open('create')} />}
        actions={<Actions chosen={chosen} open={open} />}
      />
      {dialog === 'create' && <CreateGroup close={close} />}
      {dialog === 'retention' && chosen && <EditRetention group={chosen} close={close} />}
      {dialog === 'delete' && chosen && (
        <DeleteGroup group={chosen} close={close} done={() => select([])} />
      )}
    </>
  );
}
