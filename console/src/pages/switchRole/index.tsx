import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect } from 'react';
import { BASE } from '../../url/scope';
import { CentredPage } from '../../widgets/CentredPage';
import { useSwitch } from './hooks';
import { Colours, RecentRoles } from './parts';

/** Takes AWS's own link parameters: account, roleName, displayName. */
export function Component() {
  const { choice, change, message, running, submit, recent, isRoot } = useSwitch();
  useEffect(() => {
    document.title = 'Switch role · Lading';
  }, []);
  return (
    <CentredPage>
      <form
        onSubmit={event => {
          event.preventDefault();
          submit(choice);
        }}
      >
        <Form
          actions={
            <SpaceBetween size="xs" direction="horizontal">
              <Button variant="link" href={`${BASE}/`}>
                Cancel
              </Button>
              <Button variant="primary" formAction="submit" loading={running} disabled={isRoot}>
                Switch role
              </Button>
            </SpaceBetween>
          }
        >
          <Container
            header={
              <Header
                variant="h1"
                description="Act with a role's rights for an hour, or what is left of your session."
              >
                Switch role
              </Header>
            }
          >
            <SpaceBetween size="m">
              {isRoot && (
                <Alert type="info">The root user cannot switch roles. Sign in as a user.</Alert>
              )}
              {message !== '' && <Alert type="error">{message}</Alert>}
              <FormField label="Account" description="12 digits, or the account's alias">
                <Input
                  value={choice.account}
                  onChange={({ detail }) => change({ account: detail.value })}
                />
              </FormField>
              <FormField label="Role name" description="With its path, as in ops/deployer">
                <Input
                  value={choice.roleName}
                  spellcheck={false}
                  onChange={({ detail }) => change({ roleName: detail.value })}
                />
              </FormField>
              <FormField
                label="Display name"
                description="Shown in the top bar; kept in this browser"
              >
                <Input
                  value={choice.displayName}
                  onChange={({ detail }) => change({ displayName: detail.value })}
                />
              </FormField>
              <Colours chosen={choice.colour} choose={colour => change({ colour })} />
              <RecentRoles roles={recent} choose={submit} />
            </SpaceBetween>
          </Container>
        </Form>
      </form>
    </CentredPage>
  );
}
