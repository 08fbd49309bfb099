import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useState } from 'react';
import { EmptyState } from '../../../widgets/EmptyState';
import { FailureAlert } from '../../../widgets/failure/FailureAlert';
import { AddPolicy } from './AddPolicy';
import type { HeldPolicy, Holder } from './holder';
import { PolicyView } from './PolicyView';
import { RemovePolicy } from './RemovePolicy';
import { usePolicies } from './usePolicies';

interface Open {
  what: 'add' | 'view' | 'remove';
  policy?: HeldPolicy;
}

/** What a user or role may do: its policies, attached and inline. */
export function PoliciesTab({ holder }: { holder: Holder }) {
  const { policies, loading, failure, read } = usePolicies(holder);
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const { what, policy } = open ?? {};
  return (
    <>
      <Table<HeldPolicy>
        data-testid="policies-table"
        header={
          <Header
            variant="h2"
            counter={`(${policies.length})`}
            actions={
              <Button onClick={() => setOpen({ what: 'add' })} data-testid="policy-add">
                Add permissions
              </Button>
            }
          >
            Permissions
          </Header>
        }
        loading={loading}
        loadingText="Reading the policies"
        wrapLines
        items={policies}
        trackBy={item => item.arn + item.name}
        ariaLabels={{ tableLabel: 'Permissions' }}
        empty={
          failure === null ? (
            <EmptyState
              title="No policies."
              why="Without one, nothing is allowed."
              commands={[attachCommand(holder)]}
            />
          ) : (
            <FailureAlert failure={failure} retry={read} />
          )
        }
        columnDefinitions={[
          {
            id: 'name',
            header: 'Policy',
            cell: item => <span className="long-name">{item.name}</span>,
            isRowHeader: true,
          },
          { id: 'type', header: 'Type', cell: typeText },
          {
            id: 'actions',
            header: 'Actions',
            cell: item => (
              <SpaceBetween size="s" direction="horizontal">
                <Button
                  variant="inline-link"
                  ariaLabel={`View ${item.name}`}
                  onClick={() => setOpen({ what: 'view', policy: item })}
                >
                  View
                </Button>
                <Button
                  variant="inline-link"
                  ariaLabel={`Remove ${item.name}`}
                  onClick={() => setOpen({ what: 'remove', policy: item })}
                >
                  Remove
                </Button>
              </SpaceBetween>
            ),
          },
        ]}
      />
      {what === 'add' && <AddPolicy holder={holder} close={close} />}
      {what === 'view' && policy && <PolicyView holder={holder} policy={policy} close={close} />}
      {what === 'remove' && policy && (
        <RemovePolicy holder={holder} policy={policy} close={close} />
      )}
    </>
  );
}

function attachCommand({ type, name }: Holder): string {
  const policy = 'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly';
  return `aws iam attach-${type}-policy --${type}-name ${name} --policy-arn ${policy}`;
}

function typeText({ arn }: HeldPolicy): string {
  if (arn === '') return 'Inline';
  return arn.startsWith('arn:aws:iam::aws:') ? 'AWS managed' : 'Customer managed';
}
