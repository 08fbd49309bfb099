import type { VirtualMFADevice } from '@aws-sdk/client-iam';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useState } from 'react';
import { CopyText } from '../../../widgets/CopyText';
import { FailureAlert } from '../../../widgets/failure/FailureAlert';
import { pngUrl } from './picture';
import { useAssignMfa } from './useAssignMfa';

const CODE = /^\d{6}$/;

/** Shows the secret of a new device as a picture and takes two codes in a row as proof. */
export function AssignMfa({ userName, close }: { userName: string; close: () => void }) {
  const [first, setFirst] = useState('');
  const [second, setSecond] = useState('');
  const { device, making, enabling, failure, enable, giveUp } = useAssignMfa(userName, close);
  const ready = device !== null && CODE.test(first) && CODE.test(second);
  return (
    <Modal
      visible
      header="Assign MFA device"
      onDismiss={giveUp}
      footer={
        <Box float="right">
          <SpaceBetween size="xs" direction="horizontal">
            <Button variant="link" onClick={giveUp}>
              Cancel
            </Button>
            <Button
              variant="primary"
              disabled={!ready}
              loading={enabling}
              onClick={() => enable(first, second)}
              data-testid="confirm"
            >
              Assign
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {making && <Spinner />}
        {device !== null && <Secret device={device} />}
        {device !== null && (
          <>
            <CodeField label="Code" code={first} change={setFirst} />
            <CodeField label="The code after it" code={second} change={setSecond} />
          </>
        )}
        <FailureAlert failure={failure} />
      </SpaceBetween>
    </Modal>
  );
}

function Secret({ device }: { device: VirtualMFADevice }) {
  const seed = new TextDecoder().decode(device.Base32StringSeed);
  return (
    <SpaceBetween size="s">
      <span>Scan this picture with an authenticator app, or type the secret into it.</span>
      <img
        className="mfa-picture"
        src={pngUrl(device.QRCodePNG ?? new Uint8Array())}
        alt="QR code of the secret"
      />
      <CopyText text={seed} what="secret" />
    </SpaceBetween>
  );
}

interface CodeProps {
  label: string;
  code: string;
  change: (code: string) => void;
}

function CodeField({ label, code, change }: CodeProps) {
  return (
    <FormField label={label} constraintText="6 digits">
      <Input
        value={code}
        inputMode="numeric"
        autoComplete="one-time-code"
        onChange={({ detail }) => change(detail.value)}
      />
    </FormField>
  );
}
