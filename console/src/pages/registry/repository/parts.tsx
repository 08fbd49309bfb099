import type { Repository } from '@aws-sdk/client-ecr';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useScope } from '../../../url/scope';
import { Bytes } from '../../../widgets/Bytes';
import { CopyText } from '../../../widgets/CopyText';
import { EmptyState } from '../../../widgets/EmptyState';
import { isPull, type SeenEvent } from '../../../widgets/events/seenEvent';
import { FailureAlert } from '../../../widgets/failure/FailureAlert';
import { countText, middleCut, visibleText } from '../../../widgets/format';
import { Time } from '../../../widgets/Time';
import { Byline } from '../Byline';
import { encryptionText, mutabilityText } from '../words';
import type { RepositoryPageData } from './hooks';

const ARN_CHARACTERS_MAX = 120;
const URI_CHARACTERS_MAX = 64;
const MISSING_CHARACTERS_MAX = 100;

interface HeaderProps {
  name: string;
  repository: Repository | undefined;
  push: () => void;
  remove: () => void;
}

export function RepositoryHeader({ name, repository, push, remove }: HeaderProps) {
  return (
    <Header
      variant="h1"
      description={
        repository?.repositoryArn && (
          <CopyText
            text={repository.repositoryArn}
            what="ARN"
            shown={middleCut(repository.repositoryArn, ARN_CHARACTERS_MAX)}
          />
        )
      }
      actions={
        <SpaceBetween size="xs" direction="horizontal">
          <Button onClick={remove}>Delete</Button>
          <Button variant="primary" onClick={push} data-testid="push-commands">
            View push commands
          </Button>
        </SpaceBetween>
      }
    >
      <span className="long-name">{name}</span>
    </Header>
  );
}

/** The repository in eight facts; who and when come from its newest events. */
export function Facts({ page }: { page: RepositoryPageData }) {
  const { repository, images, events } = page;
  const reading = events.reading.loading;
  const items = images.data?.items;
  const bytes = items?.reduce((sum, { imageSizeInBytes = 0 }) => sum + imageSizeInBytes, 0);
  const latest = (test: (event: SeenEvent) => boolean) => events.events.find(test);
  const made = latest(({ name }) => name === 'CreateRepository');
  const pushed = latest(
    ({ name, record }) => name === 'PutImage' && record.errorCode === undefined,
  );
  return (
    <Container>
      <KeyValuePairs
        columns={4}
        items={[
          {
            label: 'URI',
            value: repository?.repositoryUri ? (
              <CopyText
                text={repository.repositoryUri}
                what="URI"
                shown={middleCut(repository.repositoryUri, URI_CHARACTERS_MAX)}
              />
            ) : (
              '–'
            ),
          },
          { label: 'Images', value: items === undefined ? '–' : countText(items.length) },
          { label: 'Size', value: <Bytes value={bytes} /> },
          { label: 'Tag mutability', value: repository ? mutabilityText(repository) : '–' },
          { label: 'Last push', value: <Who event={pushed} reading={reading} /> },
          { label: 'Last pull', value: <Who event={latest(isPull)} reading={reading} /> },
          { label: 'Created', value: <Made at={repository?.createdAt} event={made} /> },
          { label: 'Encryption', value: repository ? encryptionText(repository) : '–' },
        ]}
      />
    </Container>
  );
}

function Who({ event, reading }: { event: SeenEvent | undefined; reading: boolean }) {
  if (reading) return <Spinner />;
  if (event === undefined) return <>–</>;
  return (
    <>
      <Time at={event.at} />
      <Byline event={event} />
    </>
  );
}

function Made({ at, event }: { at: Date | undefined; event: SeenEvent | undefined }) {
  return (
    <>
      <Time at={at} />
      {event !== undefined && (
        <Box variant="small" display="block">
          {visibleText(event.user)}
        </Box>
      )}
    </>
  );
}

/** Instead of the page: there is no such repository, or it may not be read. */
export function Missing({ name, page }: { name: string; page: RepositoryPageData }) {
  const { region, href } = useScope();
  if (page.failure?.kind !== 'missing') {
    return (
      <SpaceBetween size="m">
        <Header variant="h1">
          <span className="long-name">{name}</span>
        </Header>
        <FailureAlert failure={page.failure} retry={page.read} />
      </SpaceBetween>
    );
  }
  const gone = page.events.events.find(
    event => event.name === 'DeleteRepository' && event.record.errorCode === undefined,
  );
  return (
    <SpaceBetween size="m">
      <Header variant="h1">
        <span className="long-name">{name}</span>
      </Header>
      <EmptyState
        title={`No repository ${middleCut(name, MISSING_CHARACTERS_MAX)} in ${region}.`}
        {...(gone === undefined ? {} : { why: `Deleted by ${visibleText(gone.user)}.` })}
        action={<Button href={href('ecr/repositories')}>All repositories</Button>}
      />
    </SpaceBetween>
  );
}

export function Help() {
  return (
    <>
      <p>
        Images are listed by tag; switch to <b>Images</b> to see each one once. Unfold an index to
        see the images of its platforms.
      </p>
      <p>
        <b>Last pull</b> and <b>by whom</b> come from the event history, which is read when the page
        opens: the newest 200 events of this repository.
      </p>
      <h3>Tabs</h3>
      <p>
        <b>Activity</b>: what was done with it, refused or not. <b>Lifecycle</b>: rules that delete
        images by age or number. <b>Permissions</b>: who else may use it.
      </p>
    </>
  );
}
