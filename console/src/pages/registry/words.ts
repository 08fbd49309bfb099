import type { ImageTagMutability, Repository } from '@aws-sdk/client-ecr';

const MUTABILITY: Record<ImageTagMutability, string> = {
  MUTABLE: 'Mutable',
  IMMUTABLE: 'Immutable',
  MUTABLE_WITH_EXCLUSION: 'Mutable with exceptions',
  IMMUTABLE_WITH_EXCLUSION: 'Immutable with exceptions',
};

export function mutabilityText({ imageTagMutability }: Repository): string {
  return MUTABILITY[imageTagMutability ?? 'MUTABLE'];
}

export function encryptionText({ encryptionConfiguration }: Repository): string {
  const type = encryptionConfiguration?.encryptionType ?? 'AES256';
  return type === 'AES256' ? 'AES-256' : 'AWS KMS';
}

const INDEX = /image\.index|manifest\.list/;
const IMAGE = /image\.manifest|distribution\.manifest\.v2|vnd\.docker\.container\.image/;

/** What a manifest is to people: an index, an image, or something else that is kept like one. */
export function kindText(mediaType = '', artifactType = ''): string {
  if (INDEX.test(mediaType)) return 'Index';
  const runnable = artifactType === '' || /image\.config|container\.image/.test(artifactType);
  return IMAGE.test(mediaType) && runnable ? 'Image' : 'Artifact';
}

export function isIndex(mediaType = ''): boolean {
  return INDEX.test(mediaType);
}
