import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { notify } from '../../../shell/notifications';
import { usePage } from '../../../shell/page';
import { routeOf, useScope } from '../../../url/scope';
import { useQueryState } from '../../../url/state';
import { FailureAlert } from '../../../widgets/failure/FailureAlert';
import { JsonText } from '../../../widgets/JsonText';
import { LeaveGuard } from '../../../widgets/LeaveGuard';
import { repositoryCrumbs } from '../crumbs';
import { repositoryPath } from '../names';
import { useEditor } from './hooks';
import { PreviewPanel } from './PreviewPanel';
import { Help, UntestedConfirm } from './parts';
import { RuleTable } from './RuleTable';
import { usePreview } from './usePreview';

export default function LifecycleEditor({ name }: { name: string }) {
  const editor = useEditor(name);
  const { preview, test } = usePreview(name, editor.text, editor.markTested);
  const [mode, setMode] = useQueryState('mode', 'form');
  const [asking, setAsking] = useState(false);
  const saved = useRef(false);
  const navigate = useNavigate();
  const { href } = useScope();
  usePage({
    title: `Lifecycle · ${name}`,
    breadcrumbs: repositoryCrumbs(name, 'Lifecycle rules'),
    contentType: 'form',
    help: <Help />,
  });

  async function save(): Promise<void> {
    setAsking(false);
    if ((await editor.save.run()) === undefined) return;
    saved.current = true;
    notify({ type: 'success', content: `Lifecycle rules of ${name} are saved.` }, 'nextPage');
    navigate(`${routeOf(href(repositoryPath(name)))}?tab=lifecycle`);
  }

  const unusable = editor.problems.length > 0 || !editor.ready;
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        description={<span className="long-name">{name}</span>}
        actions={
          <SpaceBetween size="xs" direction="horizontal">
            <Button
              disabled={unusable || editor.rules.length === 0}
              loading={test.running}
              onClick={() => test.run()}
              data-testid="lifecycle-test"
            >
              Test
            </Button>
            <Button
              variant="primary"
              disabled={unusable || !editor.changed}
              loading={editor.save.running}
              onClick={() =>
                editor.tested || editor.rules.length === 0 ? save() : setAsking(true)
              }
              data-testid="lifecycle-save"
            >
              Save
            </Button>
          </SpaceBetween>
        }
      >
        Lifecycle rules
      </Header>
      <FailureAlert failure={editor.stored.failure} retry={editor.stored.read} />
      <FailureAlert failure={editor.save.failure} />
      <SegmentedControl
        label="Edit as"
        selectedId={mode}
        onChange={({ detail }) => setMode(detail.selectedId)}
        options={[
          { id: 'form', text: 'Form' },
          { id: 'json', text: 'JSON' },
        ]}
      />
      {editor.problems.length > 0 && editor.ready && (
        <Alert type="warning" header="Not yet a policy">
          <ul>
            {editor.problems.map(problem => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        </Alert>
      )}
      {editor.stored.loading && <Spinner />}
      {editor.ready && mode === 'form' && editor.readable && <RuleTable editor={editor} />}
      {editor.ready && !(mode === 'form' && editor.readable) && (
        <JsonText
          label="Policy"
          text={editor.text}
          change={editor.setText}
          charactersMax={30_720}
        />
      )}
      <FailureAlert failure={test.failure} />
      {preview !== null && (
        <PreviewPanel name={name} preview={preview} test={test} stale={!editor.tested} />
      )}
      {asking && <UntestedConfirm save={save} close={() => setAsking(false)} />}
      <LeaveGuard when={editor.changed} released={saved} />
    </SpaceBetween>
  );
}
