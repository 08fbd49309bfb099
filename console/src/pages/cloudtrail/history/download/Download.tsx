import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { FailureAlert } from '../../../../widgets/failure/FailureAlert';
import { counted, countText } from '../../../../widgets/format';
import { saveFile } from '../../../../widgets/saveFile';
import { historyColumns } from '../columns';
import type { History } from '../hooks';
import { FORMATS, type FormatId, fileText } from './formats';
import { EVENTS_MAX, useDownload } from './useDownload';

interface Props {
  format: FormatId;
  history: History;
  columnIds: readonly string[];
  close: () => void;
}

/** Reads what matches, says how far it is, and then saves it as a file. */
export function Download({ format, history, columnIds, close }: Props) {
  const { input, plan, readsShown } = history;
  const collected = useDownload({ input, narrowing: plan.narrowing, readsShown });
  const chosen = FORMATS.find(({ id }) => id === format);

  function save(): void {
    if (chosen === undefined) return;
    const columns = historyColumns(name => `${name} (UTC)`).filter(({ id }) =>
      columnIds.includes(id),
    );
    saveFile(chosen.fileName, chosen.mediaType, fileText(format, collected.events, columns));
    close();
  }

  return (
    <Modal
      visible
      header={`Download ${chosen?.text ?? ''}`}
      onDismiss={close}
      footer={
        <Box float="right">
          <SpaceBetween size="xs" direction="horizontal">
            <Button variant="link" onClick={close}>
              Cancel
            </Button>
            <Button
              variant="primary"
              disabled={!collected.done || collected.events.length === 0}
              onClick={save}
              data-testid="download-save"
            >
              Save file
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <ProgressBar
          label="Reading the history"
          value={collected.done ? 100 : (100 * collected.searched) / EVENTS_MAX}
          additionalInfo={`${counted(collected.events.length, 'event')} of ${countText(collected.searched)} read`}
          status={collected.done ? 'success' : 'in-progress'}
          resultText={`${counted(collected.events.length, 'event')} to save`}
        />
        {collected.cut && (
          <Alert type="warning">
            {countText(EVENTS_MAX)} of more events were read; narrow the time range for the rest.
          </Alert>
        )}
        <FailureAlert failure={collected.failure} />
      </SpaceBetween>
    </Modal>
  );
}
