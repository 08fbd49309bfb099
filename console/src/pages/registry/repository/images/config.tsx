import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { Bytes } from '../../../../widgets/Bytes';
import { CopyText } from '../../../../widgets/CopyText';
import { middleCut, shortDigest, visibleText } from '../../../../widgets/format';
import { ScopeLink } from '../../../../widgets/ScopeLink';
import { Time } from '../../../../widgets/Time';
import type { Column } from '../../../../widgets/table/column';
import { imagePath } from '../../names';
import { kindText } from '../../words';
import type { ImageRow } from './rows';

const TAG_CHARACTERS_MAX = 40;
const TAGS_SHOWN = 3;

export function imageColumns(name: string, timeHeading: (name: string) => string) {
  const columns: Column<ImageRow>[] = [
    {
      id: 'tag',
      heading: 'Tag',
      value: row => row.tags[0],
      cell: row => <Tags name={name} row={row} />,
      filter: 'text',
      width: 220,
      rowHeader: true,
    },
    {
      id: 'type',
      heading: 'Type',
      value: typeOf,
      cell: row => <Badge>{typeOf(row)}</Badge>,
      filter: 'choice',
      width: 110,
    },
    {
      id: 'digest',
      heading: 'Digest',
      value: row => row.image.imageDigest,
      cell: ({ image: { imageDigest = '' } }) => (
        <CopyText text={imageDigest} what="digest" shown={shortDigest(imageDigest)} />
      ),
      filter: 'text',
      width: 170,
    },
    {
      id: 'size',
      heading: 'Size',
      value: row => row.image.imageSizeInBytes,
      cell: row => <Bytes value={row.image.imageSizeInBytes} />,
      width: 110,
    },
    {
      id: 'pushed',
      heading: timeHeading('Pushed'),
      value: row => row.image.imagePushedAt?.getTime(),
      cell: row => <Time at={row.image.imagePushedAt} />,
      width: 190,
    },
    {
      id: 'pulled',
      heading: 'Last pulled',
      value: row => row.image.lastRecordedPullTime?.getTime(),
      cell: row => <Time at={row.image.lastRecordedPullTime} />,
      width: 190,
    },
    {
      id: 'puller',
      heading: 'Last pulled by',
      value: pullerText,
      cell: pullerText,
      filter: 'text',
      width: 200,
    },
    {
      id: 'status',
      heading: 'Status',
      value: row => row.image.imageStatus,
      cell: row => row.image.imageStatus ?? '–',
      filter: 'choice',
      width: 120,
      hidden: true,
    },
    {
      id: 'media',
      heading: 'Media type',
      value: row => row.image.imageManifestMediaType,
      cell: row => row.image.imageManifestMediaType ?? '–',
      width: 320,
      hidden: true,
    },
    {
      id: 'subject',
      heading: 'Subject',
      value: row => row.image.subjectManifestDigest,
      cell: ({ image: { subjectManifestDigest } }) =>
        subjectManifestDigest ? shortDigest(subjectManifestDigest) : '–',
      width: 150,
      hidden: true,
    },
  ];
  return columns;
}

function typeOf({ image }: ImageRow): string {
  return kindText(image.imageManifestMediaType, image.artifactMediaType);
}

function pullerText({ lastPull }: ImageRow): string {
  if (lastPull === undefined) return '–';
  return visibleText(`${lastPull.user} from ${lastPull.record.sourceIPAddress ?? ''}`);
}

function Tags({ name, row }: { name: string; row: ImageRow }) {
  const { tags, platform, image } = row;
  const [first] = tags;
  const text = first ?? (platform !== '' && row.children.length === 0 ? platform : 'untagged');
  const rest = tags.slice(TAGS_SHOWN);
  return (
    <SpaceBetween size="xs" direction="horizontal">
      <ScopeLink to={imagePath(name, image.imageDigest ?? '')}>
        <span title={text}>{middleCut(text, TAG_CHARACTERS_MAX)}</span>
      </ScopeLink>
      {tags.slice(1, TAGS_SHOWN).map(tag => (
        <span key={tag}>{tag}</span>
      ))}
      {rest.length > 0 && <span title={rest.join(', ')}>+{rest.length} more</span>}
      {row.children.length > 0 && (
        <Box variant="small" color="text-body-secondary">
          {platform}
        </Box>
      )}
    </SpaceBetween>
  );
}
