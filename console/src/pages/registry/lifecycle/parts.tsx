import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';

interface Props {
  save: () => void;
  close: () => void;
}

/** Asked once: the rules were changed since they were tested, or never were. */
export function UntestedConfirm({ save, close }: Props) {
  return (
    <Modal
      visible
      header="Save without a test?"
      onDismiss={close}
      footer={
        <Box float="right">
          <SpaceBetween size="xs" direction="horizontal">
            <Button variant="link" onClick={close}>
              Back
            </Button>
            <Button variant="primary" onClick={save} data-testid="confirm">
              Save
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      These very rules were not tested. Images that they match are deleted at the next run, which
      cannot be undone.
    </Modal>
  );
}

export function Help() {
  return (
    <>
      <p>
        Rules apply by priority, 1 first. An image that a rule matches is out of reach for all later
        rules, even if the first one keeps it.
      </p>
      <p>
        With several patterns an image must match all of them, each with any of its tags. An image
        that an index names is not deleted before the index is.
      </p>
      <p>
        <b>Test</b> asks the server what these rules would do with the images there are now, and
        changes nothing.
      </p>
    </>
  );
}
