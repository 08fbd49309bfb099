import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type ReactNode, useState } from 'react';
import type { Failure } from '../api/failure';
import { FailureAlert } from './failure/FailureAlert';

interface Props {
  heading: string;
  /** What has to be typed; nothing without it. */
  word?: string;
  verb: string;
  running: boolean;
  failure: Failure | null;
  confirm: () => void;
  close: () => void;
  children: ReactNode;
}

/** Asks before something goes for good: consequences first, then, for whole things, a typed word. */
export function TypedConfirm(props: Props) {
  const { heading, word = '', verb, running, failure, confirm, close, children } = props;
  const [typed, setTyped] = useState('');
  return (
    <Modal
      visible
      header={heading}
      onDismiss={close}
      footer={
        <Box float="right">
          <SpaceBetween size="xs" direction="horizontal">
            <Button variant="link" onClick={close}>
              Cancel
            </Button>
            <Button
              variant="primary"
              disabled={typed !== word}
              loading={running}
              onClick={confirm}
              data-testid="confirm"
            >
              {verb}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {children}
        {word !== '' && (
          <FormField label={`To go on, type ${word}`}>
            <Input
              value={typed}
              placeholder={word}
              onChange={({ detail }) => setTyped(detail.value)}
              data-testid="confirm-word"
            />
          </FormField>
        )}
        <FailureAlert failure={failure} />
      </SpaceBetween>
    </Modal>
  );
}
