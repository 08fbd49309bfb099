import type { MFADevice } from '@aws-sdk/client-iam';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { useState } from 'react';
import { listMfaDevices } from '../../../api/iam';
import { useCall } from '../../../api/query';
import { EmptyState } from '../../../widgets/EmptyState';
import { FailureAlert } from '../../../widgets/failure/FailureAlert';
import { Time, useTimeHeading } from '../../../widgets/Time';
import { AssignMfa } from './AssignMfa';
import { RemoveMfa } from './RemoveMfa';

const NONE: readonly MFADevice[] = [];

/** The devices that a user's codes come from. */
export function MfaDevices({ userName }: { userName: string }) {
  const list = useCall(listMfaDevices, { UserName: userName });
  const [assigning, setAssigning] = useState(false);
  const [removing, setRemoving] = useState('');
  const timeHeading = useTimeHeading();
  const devices = list.data?.MFADevices ?? NONE;
  return (
    <>
      <Table<MFADevice>
        data-testid="mfa-table"
        header={
          <Header
            variant="h2"
            counter={`(${devices.length})`}
            description="A second proof at sign-in: codes of an app."
            actions={<Button onClick={() => setAssigning(true)}>Assign MFA device</Button>}
          >
            Multi-factor authentication
          </Header>
        }
        loading={list.loading}
        loadingText="Reading the devices"
        items={devices}
        trackBy="SerialNumber"
        ariaLabels={{ tableLabel: 'MFA devices' }}
        empty={
          list.failure === null ? (
            <EmptyState title="No MFA device." why="A password alone is enough to sign in." />
          ) : (
            <FailureAlert failure={list.failure} retry={list.read} />
          )
        }
        columnDefinitions={[
          { id: 'serial', header: 'Device', cell: item => item.SerialNumber, isRowHeader: true },
          {
            id: 'enabled',
            header: timeHeading('Assigned'),
            cell: item => <Time at={item.EnableDate} />,
          },
          {
            id: 'actions',
            header: 'Actions',
            cell: ({ SerialNumber = '' }) => (
              <Button
                variant="inline-link"
                ariaLabel={`Remove ${SerialNumber}`}
                onClick={() => setRemoving(SerialNumber)}
              >
                Remove
              </Button>
            ),
          },
        ]}
      />
      {assigning && <AssignMfa userName={userName} close={() => setAssigning(false)} />}
      {removing !== '' && (
        <RemoveMfa userName={userName} serial={removing} close={() => setRemoving('')} />
      )}
    </>
  );
}
