import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useScope } from '../../../url/scope';
import { CodeBox } from '../../../widgets/CodeBox';
import { EmptyState } from '../../../widgets/EmptyState';
import { FailureAlert } from '../../../widgets/failure/FailureAlert';
import { editorPath } from '../names';
import { statementsOf } from '../permissions/policy';
import { statementSentence } from '../permissions/sentence';
import { useStoredPolicy } from '../permissions/usePolicy';

/** Who else may use the repository, as sentences and as the policy says it. */
export function PermissionsTab({ name }: { name: string }) {
  const { href } = useScope();
  const stored = useStoredPolicy(name);
  const statements = statementsOf(stored.text || '{}');
  const sentences = typeof statements === 'string' ? [] : statements.map(statementSentence);
  if (stored.failure !== null) {
    return <FailureAlert failure={stored.failure} retry={stored.read} />;
  }
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <Button href={href(editorPath(name, 'permissions'))} data-testid="permissions-edit">
              Edit permissions
            </Button>
          }
        >
          Permissions
        </Header>
      }
    >
      {stored.text === '' ? (
        <EmptyState
          title="Only this account can use the repository."
          commands={[
            `aws ecr set-repository-policy --repository-name ${name} --policy-text file://p.json`,
          ]}
        />
      ) : (
        <SpaceBetween size="m">
          {sentences.map(({ key, text }) => (
            <Box key={key}>{text}</Box>
          ))}
          {stored.text !== undefined && <CodeBox text={stored.text} what="policy" />}
        </SpaceBetween>
      )}
    </Container>
  );
}
