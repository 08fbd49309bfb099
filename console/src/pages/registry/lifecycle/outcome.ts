import type { ImageDetail } from '@aws-sdk/client-ecr';
import { counted, countText, shortDigest } from '../../../widgets/format';
import { whyKeptText } from './sentence';
import type { Preview } from './usePreview';

/** What a test says of one image. */
export interface Outcome {
  digest: string;
  /** Its tags, or that it has none. */
  name: string;
  pushed: Date | undefined;
  what: 'Deleted' | 'Stays';
  why: string;
}

/** Those that would go first, then those that stay. */
export function outcomes({ due, kept }: Preview): Outcome[] {
  const going = due.map(({ appliedRulePriority, ...image }): Outcome => {
    return { ...described(image), what: 'Deleted', why: `Rule ${appliedRulePriority}` };
  });
  const names = new Map(
    [...going, ...kept.map(({ image }) => described(image))].map(one => [one.digest, one.name]),
  );
  const nameOf = (digest: string) => names.get(digest) ?? shortDigest(digest);
  const staying = kept.map(({ image, why }): Outcome => {
    return { ...described(image), what: 'Stays', why: whyKeptText(why, nameOf) };
  });
  return [...going, ...staying];
}

/** The test in one sentence. */
export function summary({
  due,
  moreDue,
  dueCount,
  kept,
  imageCount,
  imagesFailure,
}: Preview): string {
  const going = `${counted(dueCount, 'image')} would be deleted`;
  if (imagesFailure !== null) return `${going}.`;
  const staying = imageCount === null ? 'others stay' : `${countText(imageCount - dueCount)} stay`;
  const all = `${going}, ${staying}.`;
  if (!moreDue && imageCount !== null) return all;
  return `${all} Listed are the first ${countText(due.length)} that would go, and ${countText(kept.length)} that certainly stay.`;
}

function described(image: Pick<ImageDetail, 'imageDigest' | 'imageTags' | 'imagePushedAt'>) {
  const { imageDigest: digest = '', imageTags = [], imagePushedAt: pushed } = image;
  return { digest, name: imageTags.join(', ') || `untagged ${shortDigest(digest)}`, pushed };
}
