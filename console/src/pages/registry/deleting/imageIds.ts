import type { ImageIdentifier } from '@aws-sdk/client-ecr';
import type { ImageRow } from '../repository/images/rows';

/** What BatchDeleteImage is told: tags go by tag, images by digest, each once. */
export function imageIds(rows: readonly ImageRow[], what: 'tags' | 'images'): ImageIdentifier[] {
  if (what === 'tags') {
    return [...new Set(rows.flatMap(({ tags }) => tags))].map(imageTag => ({ imageTag }));
  }
  const digests = new Set(rows.map(({ image }) => image.imageDigest ?? ''));
  return [...digests].map(imageDigest => ({ imageDigest }));
}

/** Tags whose removal takes their image along: no other tag names it. */
export function lastTags(rows: readonly ImageRow[]): string[] {
  const going = new Set(rows.flatMap(({ tags }) => tags));
  return rows
    .filter(({ image }) => (image.imageTags ?? []).every(tag => going.has(tag)))
    .flatMap(({ tags }) => tags);
}
