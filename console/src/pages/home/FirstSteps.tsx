import Container from '@cloudscape-design/components/container';
import { useServerConfig } from '../../shell/serverConfig';
import { EmptyState } from '../../widgets/EmptyState';

/** An empty registry: how the first image gets in. */
export function FirstSteps() {
  const { registryHost } = useServerConfig();
  return (
    <Container>
      <EmptyState
        title="Nothing has been pushed yet."
        why="Three steps bring the first image in, from any terminal:"
        commands={[
          'eval "$(lading env)"\naws ecr create-repository --repository-name team/app',
          `aws ecr get-login-password |\n  docker login --username AWS --password-stdin ${registryHost}`,
          `docker tag app:1 ${registryHost}/team/app:1\ndocker push ${registryHost}/team/app:1`,
        ]}
      />
    </Container>
  );
}
