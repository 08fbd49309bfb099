import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tiles from '@cloudscape-design/components/tiles';
import { useRef, useState } from 'react';
import { usePage } from '../../../shell/page';
import { useScope } from '../../../url/scope';
import { CodeBox } from '../../../widgets/CodeBox';
import { FailureAlert } from '../../../widgets/failure/FailureAlert';
import { JsonText } from '../../../widgets/JsonText';
import { LeaveGuard } from '../../../widgets/LeaveGuard';
import { type CreatedUser, useCreateUser } from './hooks';
import { KINDS } from './kinds';

const POLICY_CHARACTERS_MAX = 2048;

export function Component() {
  const form = useCreateUser();
  const { draft, change, created } = form;
  const [tried, setTried] = useState(false);
  const cancelled = useRef(false);
  const { href } = useScope();
  usePage({
    title: 'Create user',
    breadcrumbs: [
      { text: 'Identity', path: 'iam/users' },
      { text: 'Users', path: 'iam/users' },
      { text: 'Create user' },
    ],
    contentType: 'form',
    help: <Help />,
  });
  if (created !== null) return <Created user={created} />;

  function submit(): void {
    setTried(true);
    if (form.nameProblem === '') form.create();
  }

  return (
    <>
      <Form
        header={<Header variant="h1">Create user</Header>}
        actions={
          <SpaceBetween size="xs" direction="horizontal">
            <Button
              variant="link"
              href={href('iam/users')}
              onClick={() => {
                cancelled.current = true;
              }}
            >
              Cancel
            </Button>
            <Button
              variant="primary"
              loading={form.running}
              onClick={submit}
              data-testid="user-create"
            >
              Create user
            </Button>
          </SpaceBetween>
        }
      >
        <Container>
          <SpaceBetween size="l">
            <FormField
              label="User name"
              constraintText="1 to 64 letters, digits and + = , . @ _ -"
              errorText={tried || draft.name !== '' ? form.nameProblem : ''}
            >
              <Input
                value={draft.name}
                onChange={({ detail }) => change({ name: detail.value })}
                data-testid="user-name"
              />
            </FormField>
            <FormField label="Console">
              <Checkbox
                checked={draft.console}
                onChange={({ detail }) => change({ console: detail.checked })}
                description="With a generated password, which is shown once."
              >
                May sign in to this console
              </Checkbox>
            </FormField>
            <FormField label="Permissions" stretch>
              <Tiles
                value={draft.kind}
                onChange={({ detail }) => change({ kind: detail.value })}
                items={KINDS.map(({ id, label, description }) => ({
                  value: id,
                  label,
                  description,
                }))}
                columns={3}
                data-testid="user-kind"
              />
            </FormField>
            {draft.kind === 'json' && (
              <JsonText
                label="Policy"
                text={draft.policy}
                change={policy => change({ policy })}
                charactersMax={POLICY_CHARACTERS_MAX}
              />
            )}
            <FailureAlert failure={form.failure} />
          </SpaceBetween>
        </Container>
      </Form>
      <LeaveGuard when={form.changed} released={cancelled} />
    </>
  );
}

function Created({ user }: { user: CreatedUser }) {
  const { href, account } = useScope();
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        actions={
          <Button variant="primary" href={href(`iam/users/${encodeURIComponent(user.name)}`)}>
            Open user
          </Button>
        }
      >
        User {user.name} is created
      </Header>
      {user.password !== '' && (
        <Container header={<Header variant="h2">Console sign-in</Header>}>
          <SpaceBetween size="m">
            <Alert type="warning">
              The password is shown only now. Hand it over in a safe way.
            </Alert>
            <CodeBox
              text={`Account:   ${account}\nUser name: ${user.name}\nPassword:  ${user.password}`}
              what="sign-in information"
            />
          </SpaceBetween>
        </Container>
      )}
      <span>Access keys for programs are made on the page of the user.</span>
    </SpaceBetween>
  );
}

function Help() {
  return (
    <p>
      Choose the least that will do; more can be given later. <b>Push and pull</b> is for builds,{' '}
      <b>Auditor</b> for those who read the books.
    </p>
  );
}
