import type { Repository } from '@aws-sdk/client-ecr';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useScope } from '../../../url/scope';
import { EmptyState } from '../../../widgets/EmptyState';

interface ActionsProps {
  chosen: Repository | undefined;
  open: (what: 'push' | 'delete') => void;
}

export function Actions({ chosen, open }: ActionsProps) {
  const nothing = chosen === undefined;
  return (
    <SpaceBetween size="xs" direction="horizontal">
      <Button disabled={nothing} onClick={() => open('push')}>
        View push commands
      </Button>
      <Button disabled={nothing} onClick={() => open('delete')}>
        Delete
      </Button>
      <CreateButton />
    </SpaceBetween>
  );
}

export function NoRepositories() {
  const { region } = useScope();
  return (
    <EmptyState
      title={`No repositories in ${region}.`}
      why="A repository keeps the images of one program under its name."
      action={<CreateButton />}
      commands={['aws ecr create-repository --repository-name team/app']}
    />
  );
}

function CreateButton() {
  const { href } = useScope();
  return (
    <Button
      variant="primary"
      href={href('ecr/repositories/create')}
      data-testid="repositories-create"
    >
      Create repository
    </Button>
  );
}

export function Help() {
  return (
    <>
      <p>
        A repository keeps the images of one program. Its URI is what docker, podman and skopeo call
        it; slashes in its name make groups.
      </p>
      <p>
        <b>Tree</b> shows these groups with the number of repositories in each. The filter applies
        before that.
      </p>
      <h3>Columns</h3>
      <p>
        <b>Images</b>, <b>Size</b>, <b>Last push</b>, <b>Last pull</b>: read for the repositories on
        the page, a few at a time, and kept for a minute. Each is a DescribeImages on record; a page
        without these columns makes none of these calls. Of more than 5,000 images the first are
        counted.
        <br />
        <b>Tag mutability</b>: whether a tag may be moved to another image by a later push.
        <br />
        <b>Encryption</b>: AES-256 under the server's own key, or a key of KMS.
      </p>
    </>
  );
}
