import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { useScope } from '../../../url/scope';
import { EmptyState } from '../../../widgets/EmptyState';
import { FailureAlert } from '../../../widgets/failure/FailureAlert';
import { inOrder, type Rule, rulesOf } from '../lifecycle/policy';
import { actionText, matchText } from '../lifecycle/sentence';
import { useStoredLifecycle } from '../lifecycle/useLifecycle';
import { editorPath } from '../names';

export function LifecycleTab({ name }: { name: string }) {
  const { href } = useScope();
  const stored = useStoredLifecycle(name);
  const parsed = rulesOf(stored.text || '{"rules": []}');
  const rules = typeof parsed === 'string' ? [] : inOrder(parsed);
  const edit = (
    <Button href={href(editorPath(name, 'lifecycle'))} data-testid="lifecycle-edit">
      Edit rules
    </Button>
  );
  if (stored.failure !== null) {
    return <FailureAlert failure={stored.failure} retry={stored.read} />;
  }
  return (
    <Table<Rule>
      ariaLabels={{ tableLabel: 'Lifecycle rules' }}
      header={
        <Header variant="h2" counter={`(${rules.length})`} actions={edit}>
          Lifecycle rules
        </Header>
      }
      loading={stored.loading}
      loadingText="Reading the rules"
      items={rules}
      trackBy={item => String(item.rulePriority)}
      empty={
        <EmptyState
          title="No rules: images stay until someone deletes them."
          commands={[
            `aws ecr put-lifecycle-policy --repository-name ${name} --lifecycle-policy-text file://p.json`,
          ]}
        />
      }
      columnDefinitions={[
        { id: 'priority', header: 'Priority', cell: item => item.rulePriority, width: 100 },
        { id: 'match', header: 'Match', cell: matchText, isRowHeader: true },
        { id: 'action', header: 'Action', cell: actionText },
        { id: 'description', header: 'Description', cell: item => item.description ?? '–' },
      ]}
    />
  );
}
