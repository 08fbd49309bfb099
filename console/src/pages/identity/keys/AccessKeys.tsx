import type { AccessKeyMetadata } from '@aws-sdk/client-iam';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import { useState } from 'react';
import { useEachCall } from '../../../api/eachCall';
import { getAccessKeyLastUsed, listAccessKeys, updateAccessKey } from '../../../api/iam';
import { useCall, useChange } from '../../../api/query';
import { CopyText } from '../../../widgets/CopyText';
import { EmptyState } from '../../../widgets/EmptyState';
import { FailureAlert } from '../../../widgets/failure/FailureAlert';
import { Time, useTimeHeading } from '../../../widgets/Time';
import { DeleteKey } from './DeleteKey';
import { NewKey } from './NewKey';

const KEYS_MAX = 2;
const NONE: readonly AccessKeyMetadata[] = [];

/** The access keys of a user; of the caller when there is no name. */
export function AccessKeys({ userName }: { userName?: string }) {
  const input = userName === undefined ? {} : { UserName: userName };
  const list = useCall(listAccessKeys, input);
  const keys = list.data?.AccessKeyMetadata ?? NONE;
  const uses = useEachCall(
    getAccessKeyLastUsed,
    keys.map(({ AccessKeyId }) => ({ AccessKeyId })),
  );
  const [creating, setCreating] = useState(false);
  const [deleting, setDeleting] = useState('');
  const timeHeading = useTimeHeading();
  const turn = useChange('iam', (region, { AccessKeyId, Status }: AccessKeyMetadata) =>
    updateAccessKey.run(
      { ...input, AccessKeyId, Status: Status === 'Active' ? 'Inactive' : 'Active' },
      region,
    ),
  );
  const usedOf = (item: AccessKeyMetadata) => uses[keys.indexOf(item)]?.data?.AccessKeyLastUsed;
  return (
    <>
      <Table<AccessKeyMetadata>
        data-testid="keys-table"
        header={
          <Header
            variant="h2"
            counter={`(${keys.length})`}
            description="For programs, docker login and the aws command line; two at most."
            actions={
              <Button
                disabled={keys.length >= KEYS_MAX}
                disabledReason="A user has at most two access keys."
                onClick={() => setCreating(true)}
                data-testid="key-create"
              >
                Create access key
              </Button>
            }
          >
            Access keys
          </Header>
        }
        loading={list.loading}
        loadingText="Reading the keys"
        items={keys}
        trackBy="AccessKeyId"
        ariaLabels={{ tableLabel: 'Access keys' }}
        empty={
          list.failure === null ? (
            <EmptyState
              title="No access keys."
              commands={[
                `aws iam create-access-key${userName === undefined ? '' : ` --user-name ${userName}`}`,
              ]}
            />
          ) : (
            <FailureAlert failure={list.failure} retry={list.read} />
          )
        }
        columnDefinitions={[
          {
            id: 'id',
            header: 'Access key ID',
            isRowHeader: true,
            cell: ({ AccessKeyId = '' }) => <CopyText text={AccessKeyId} what="access key" />,
          },
          { id: 'status', header: 'Status', cell: item => <KeyStatus item={item} /> },
          {
            id: 'created',
            header: timeHeading('Created'),
            cell: item => <Time at={item.CreateDate} />,
          },
          {
            id: 'used',
            header: timeHeading('Last used'),
            cell: item => <Time at={usedOf(item)?.LastUsedDate} ago />,
          },
          { id: 'service', header: 'For', cell: item => usedOf(item)?.ServiceName ?? '–' },
          {
            id: 'actions',
            header: 'Actions',
            cell: item => (
              <SpaceBetween size="s" direction="horizontal">
                <Button
                  variant="inline-link"
                  ariaLabel={`${turnText(item)} ${item.AccessKeyId}`}
                  onClick={() => turn.run(item)}
                >
                  {turnText(item)}
                </Button>
                <Button
                  variant="inline-link"
                  ariaLabel={`Delete ${item.AccessKeyId}`}
                  onClick={() => setDeleting(item.AccessKeyId ?? '')}
                >
                  Delete
                </Button>
              </SpaceBetween>
            ),
          },
        ]}
      />
      <FailureAlert failure={turn.failure} />
      {creating && <NewKey input={input} close={() => setCreating(false)} />}
      {deleting !== '' && (
        <DeleteKey input={input} keyId={deleting} close={() => setDeleting('')} />
      )}
    </>
  );
}

function turnText({ Status }: AccessKeyMetadata): string {
  return Status === 'Active' ? 'Deactivate' : 'Activate';
}

function KeyStatus({ item }: { item: AccessKeyMetadata }) {
  const active = item.Status === 'Active';
  return (
    <StatusIndicator type={active ? 'success' : 'stopped'}>
      {active ? 'Active' : 'Inactive'}
    </StatusIndicator>
  );
}
