import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { notify } from '../../../shell/notifications';
import { usePage } from '../../../shell/page';
import { routeOf, useScope } from '../../../url/scope';
import { FailureAlert } from '../../../widgets/failure/FailureAlert';
import { JsonText } from '../../../widgets/JsonText';
import { LeaveGuard } from '../../../widgets/LeaveGuard';
import { repositoryCrumbs } from '../crumbs';
import { repositoryPath } from '../names';
import { TEMPLATES } from './config';
import { usePolicyEditor } from './hooks';
import { Difference, Findings, Help } from './parts';
import { CHARACTERS_MAX } from './policy';

export default function PermissionsEditor({ name }: { name: string }) {
  const editor = usePolicyEditor(name);
  const saved = useRef(false);
  const [reviewing, setReviewing] = useState(false);
  const navigate = useNavigate();
  const { href } = useScope();
  usePage({
    title: `Permissions · ${name}`,
    breadcrumbs: repositoryCrumbs(name, 'Permissions'),
    contentType: 'form',
    help: <Help />,
  });

  async function save(force: boolean): Promise<void> {
    setReviewing(false);
    if ((await editor.save.run(force)) === undefined) return;
    saved.current = true;
    notify({ type: 'success', content: `Permissions of ${name} are saved.` }, 'nextPage');
    navigate(`${routeOf(href(repositoryPath(name)))}?tab=permissions`);
  }

  const { findings, stored, save: saving } = editor;
  const wrong = findings.some(({ severity }) => severity === 'error');
  const lockedOut = saving.failure?.message.includes('force') ?? false;
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        description={<span className="long-name">{name}</span>}
        actions={
          <SpaceBetween size="xs" direction="horizontal">
            <ButtonDropdown
              disabled={!editor.ready}
              items={TEMPLATES.map(({ id, text }) => ({ id, text }))}
              onItemClick={({ detail }) => editor.addTemplate(detail.id)}
              data-testid="statement-add"
            >
              Add statement
            </ButtonDropdown>
            <Button
              variant="primary"
              disabled={wrong || !editor.changed}
              loading={saving.running}
              onClick={() => setReviewing(true)}
              data-testid="permissions-save"
            >
              Save
            </Button>
          </SpaceBetween>
        }
      >
        Permissions
      </Header>
      <FailureAlert failure={stored.failure} retry={stored.read} />
      <FailureAlert failure={saving.failure} />
      {lockedOut && (
        <Alert
          type="warning"
          header="This policy would lock you out"
          action={<Button onClick={() => save(true)}>Save all the same</Button>}
        >
          You could not change it afterwards; root could.
        </Alert>
      )}
      {stored.loading && <Spinner />}
      {editor.ready && (
        <Container>
          <SpaceBetween size="m">
            <JsonText
              label="Policy"
              text={editor.text}
              change={editor.setText}
              charactersMax={CHARACTERS_MAX}
            />
            <Findings findings={findings} />
          </SpaceBetween>
        </Container>
      )}
      {reviewing && (
        <Difference
          before={stored.text ?? ''}
          after={editor.text}
          save={() => save(false)}
          close={() => setReviewing(false)}
        />
      )}
      <LeaveGuard when={editor.changed} released={saved} />
    </SpaceBetween>
  );
}
