import type { ImageDetail } from '@aws-sdk/client-ecr';
import Badge from '@cloudscape-design/components/badge';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { Bytes } from '../../../widgets/Bytes';
import { CodeBox } from '../../../widgets/CodeBox';
import { CopyText } from '../../../widgets/CopyText';
import { isPull, type SeenEvent } from '../../../widgets/events/seenEvent';
import { middleCut, shortDigest } from '../../../widgets/format';
import { ScopeLink } from '../../../widgets/ScopeLink';
import { Time } from '../../../widgets/Time';
import { Byline } from '../Byline';
import { imagePath } from '../names';
import { pullCommand } from '../pushing/commands';
import { kindText } from '../words';
import type { ImagePageData } from './hooks';

const TAGS_SHOWN = 12;
const TAG_CHARACTERS_MAX = 30;

export function ImageHeader({ page }: { page: ImagePageData }) {
  const { name, digest, image } = page;
  const tag = image?.imageTags?.[0];
  return (
    <Header variant="h1" description={<CopyText text={digest} what="digest" />}>
      <span className="long-name">
        {tag === undefined ? `${name}@${shortDigest(digest)}` : `${name}:${tag}`}
      </span>
    </Header>
  );
}

export function Facts({ page, image }: { page: ImagePageData; image: ImageDetail }) {
  const { name, events, mine, uri, digest } = page;
  const about = events.events.filter(mine);
  const pushed = about.find(
    event => event.name === 'PutImage' && event.record.errorCode === undefined,
  );
  const encrypted = window.location.protocol === 'https:';
  const [tag] = image.imageTags ?? [];
  return (
    <Container>
      <SpaceBetween size="l">
        <KeyValuePairs
          columns={4}
          items={[
            {
              label: 'Type',
              value: kindText(image.imageManifestMediaType, image.artifactMediaType),
            },
            { label: 'Tags', value: <Tags tags={image.imageTags ?? []} /> },
            { label: 'Size', value: <Bytes value={image.imageSizeInBytes} /> },
            { label: 'Status', value: image.imageStatus ?? '–' },
            { label: 'Pushed', value: <Moment at={image.imagePushedAt} by={pushed} /> },
            {
              label: 'Last pulled',
              value: <Moment at={image.lastRecordedPullTime} by={about.find(isPull)} />,
            },
            { label: 'Media type', value: image.imageManifestMediaType ?? '–' },
            {
              label: 'Subject',
              value: image.subjectManifestDigest ? (
                <ScopeLink to={imagePath(name, image.subjectManifestDigest)}>
                  {shortDigest(image.subjectManifestDigest)}
                </ScopeLink>
              ) : (
                '–'
              ),
            },
          ]}
        />
        <SpaceBetween size="xs">
          {tag !== undefined && (
            <CodeBox text={pullCommand('docker', uri, { tag }, encrypted)} what="pull by tag" />
          )}
          <CodeBox text={pullCommand('docker', uri, { digest }, encrypted)} what="pull by digest" />
        </SpaceBetween>
      </SpaceBetween>
    </Container>
  );
}

function Tags({ tags }: { tags: readonly string[] }) {
  if (tags.length === 0) return <>untagged</>;
  const rest = tags.slice(TAGS_SHOWN);
  return (
    <SpaceBetween size="xxs" direction="horizontal">
      {tags.slice(0, TAGS_SHOWN).map(tag => (
        <span key={tag} title={tag}>
          <Badge>{middleCut(tag, TAG_CHARACTERS_MAX)}</Badge>
        </span>
      ))}
      {rest.length > 0 && <span title={rest.join(', ')}>+{rest.length} more</span>}
    </SpaceBetween>
  );
}

function Moment({ at, by }: { at: Date | undefined; by: SeenEvent | undefined }) {
  return (
    <>
      <Time at={at ?? by?.at} />
      {by !== undefined && <Byline event={by} />}
    </>
  );
}

export function Help() {
  return (
    <>
      <p>
        An <b>image</b> is a manifest that names a configuration and layers. An <b>index</b> names
        one image for each platform; clients pick theirs. An <b>artifact</b> is anything else that
        is kept in this form: charts, signatures, bills of materials.
      </p>
      <p>
        Details and Manifest read the manifest when you open them. That is a BatchGetImage on
        record, marked as a console's.
      </p>
      <p>
        <b>Referrers</b> are artifacts that name this image as their subject.
      </p>
    </>
  );
}
