import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { notify } from '../../../shell/notifications';
import { usePage } from '../../../shell/page';
import { useServerConfig } from '../../../shell/serverConfig';
import { routeOf, useScope } from '../../../url/scope';
import { FailureAlert } from '../../../widgets/failure/FailureAlert';
import { LeaveGuard } from '../../../widgets/LeaveGuard';
import { ScopeLink } from '../../../widgets/ScopeLink';
import { EncryptionFields } from '../encryption/EncryptionFields';
import { Mutability } from '../mutability/Mutability';
import { nameProblem, repositoryPath } from '../names';
import { ScanOnPush } from '../scanning/ScanOnPush';
import { useCreation } from './hooks';
import { Help } from './parts';
import { TagFields } from './TagFields';

export function Component() {
  const creation = useCreation();
  const { form, change, edited, failure, creating } = creation;
  const saved = useRef(false);
  const [touched, setTouched] = useState(false);
  const { registryHost } = useServerConfig();
  const navigate = useNavigate();
  const { href } = useScope();
  usePage({
    title: 'Create repository',
    breadcrumbs: [
      { text: 'Container registry', path: 'ecr/repositories' },
      { text: 'Repositories', path: 'ecr/repositories' },
      { text: 'Create repository' },
    ],
    contentType: 'form',
    help: <Help />,
  });

  async function submit(): Promise<void> {
    setTouched(true);
    if (nameProblem(form.name) !== '') return;
    if (!(await creation.create())) return;
    saved.current = true;
    notify({ type: 'success', content: `Repository ${form.name} is created.` }, 'nextPage');
    navigate(`${routeOf(href(repositoryPath(form.name)))}?push=open`);
  }

  const problem = touched ? nameProblem(form.name) : '';
  const taken = failure?.code === 'RepositoryAlreadyExistsException';
  return (
    <form
      onSubmit={event => {
        event.preventDefault();
        submit();
      }}
    >
      <Form
        header={<Header variant="h1">Create repository</Header>}
        actions={
          <SpaceBetween size="xs" direction="horizontal">
            <Button variant="link" href={href('ecr/repositories')}>
              Cancel
            </Button>
            <Button
              variant="primary"
              formAction="submit"
              loading={creating}
              data-testid="repository-submit"
            >
              Create repository
            </Button>
          </SpaceBetween>
        }
      >
        <SpaceBetween size="l">
          <Container header={<Header variant="h2">General</Header>}>
            <SpaceBetween size="m">
              <FormField
                label="Name"
                description="Slashes make groups, as in team/app"
                constraintText={`${registryHost}/${form.name || '…'}`}
                errorText={taken ? <Taken name={form.name} /> : problem}
              >
                <Input
                  value={form.name}
                  spellcheck={false}
                  placeholder="team/app"
                  onChange={({ detail }) => change({ name: detail.value })}
                  onBlur={() => setTouched(form.name !== '')}
                  data-testid="repository-name"
                />
              </FormField>
              <Mutability choice={form.mutability} change={mutability => change({ mutability })} />
              <ScanOnPush on={form.scanOnPush} change={scanOnPush => change({ scanOnPush })} />
            </SpaceBetween>
          </Container>
          <EncryptionFields
            choice={form.encryption}
            change={encryption => change({ encryption })}
          />
          <TagFields form={form} change={change} />
          <FailureAlert failure={taken ? null : failure} />
        </SpaceBetween>
      </Form>
      <LeaveGuard when={edited} released={saved} />
    </form>
  );
}

function Taken({ name }: { name: string }) {
  return (
    <>
      There is a repository of this name: <ScopeLink to={repositoryPath(name)}>{name}</ScopeLink>
    </>
  );
}
