import type { ImageDetail } from '@aws-sdk/client-ecr';
import { isPull, type SeenEvent } from '../../../../widgets/events/seenEvent';
import type { IndexChild } from '../../manifest/manifest';

/** A row of the list: a tag of an image, an image, or one platform's image within an index. */
export interface ImageRow {
  key: string;
  /** The tag of this row; all tags in the view by image; empty for untagged ones. */
  tags: readonly string[];
  image: ImageDetail;
  platform: string;
  children: ImageRow[];
  lastPull: SeenEvent | undefined;
}

export type View = 'tags' | 'images';

/**
 * Rows of a repository's images. `childrenOf` holds the indexes read so far; their images are
 * listed below them and not once more by themselves.
 */
export function imageRows(
  images: readonly ImageDetail[],
  view: View,
  childrenOf: ReadonlyMap<string, readonly IndexChild[]>,
  pulls: ReadonlyMap<string, SeenEvent>,
): ImageRow[] {
  const byDigest = new Map(images.map(image => [image.imageDigest ?? '', image]));
  const nested = new Set([...childrenOf.values()].flat().map(({ digest }) => digest));
  return images.flatMap(image => {
    const digest = image.imageDigest ?? '';
    const tags = image.imageTags ?? [];
    if (tags.length === 0 && nested.has(digest)) return [];
    const children = (childrenOf.get(digest) ?? []).map(child => childRow(child, byDigest, pulls));
    const row = (shown: readonly string[]): ImageRow => ({
      key: `${digest} ${shown.join(' ')}`,
      tags: shown,
      image,
      platform: children.map(({ platform }) => platform).join(', '),
      children,
      lastPull: shown.map(tag => pulls.get(tag)).find(Boolean) ?? pulls.get(digest),
    });
    return view === 'images' || tags.length === 0 ? [row(tags)] : tags.map(tag => row([tag]));
  });
}

function childRow(
  { digest, platform, size, mediaType }: IndexChild,
  byDigest: ReadonlyMap<string, ImageDetail>,
  pulls: ReadonlyMap<string, SeenEvent>,
): ImageRow {
  const bare: ImageDetail = {
    imageDigest: digest,
    imageSizeInBytes: size,
    imageManifestMediaType: mediaType,
  };
  const image = byDigest.get(digest) ?? bare;
  const tags = image.imageTags ?? [];
  return {
    key: `child ${digest} ${platform}`,
    tags,
    image,
    platform,
    children: [],
    lastPull: pulls.get(digest),
  };
}

/** The latest pull of every tag and digest; `events` come newest first. */
export function latestPulls(events: readonly SeenEvent[]): Map<string, SeenEvent> {
  const pulls = new Map<string, SeenEvent>();
  for (const event of events.filter(isPull)) {
    for (const name of [...event.tags, ...event.digests]) {
      if (!pulls.has(name)) pulls.set(name, event);
    }
  }
  return pulls;
}
