import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import type { Failure } from '../../../../api/failure';
import { FailureAlert } from '../../../../widgets/failure/FailureAlert';

interface Props {
  heading: string;
  description?: string;
  /** What the button says; its test id is `<id>-save`. */
  verb: string;
  id: string;
  disabled: boolean;
  saving: boolean;
  failure: Failure | null;
  save: () => void;
  children: ReactNode;
}

/** One setting with a button of its own. */
export function SettingForm(props: Props) {
  const { heading, description, verb, id, disabled, saving, failure, save, children } = props;
  return (
    <Form
      actions={
        <Button disabled={disabled} loading={saving} onClick={save} data-testid={`${id}-save`}>
          {verb}
        </Button>
      }
    >
      <Container
        header={
          <Header variant="h2" description={description}>
            {heading}
          </Header>
        }
      >
        <SpaceBetween size="m">
          {children}
          <FailureAlert failure={failure} />
        </SpaceBetween>
      </Container>
    </Form>
  );
}
