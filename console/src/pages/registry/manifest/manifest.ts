/** Image manifests and indexes, as far as pages read them. */

export interface Descriptor {
  digest: string;
  size: number;
  mediaType: string;
  annotations?: Record<string, string>;
  platform?: { os?: string; architecture?: string; variant?: string };
}

export interface Manifest {
  mediaType?: string;
  artifactType?: string;
  config?: Descriptor;
  layers?: Descriptor[];
  manifests?: Descriptor[];
  subject?: Descriptor;
  annotations?: Record<string, string>;
}

/** One image of an index. */
export interface IndexChild {
  digest: string;
  platform: string;
  size: number;
  mediaType: string;
}

/** What a client may be given: all kinds of manifests, so that none is converted. */
export const MANIFEST_TYPES = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];

/** Reads a manifest; null when the text is none, as uploaders may send anything. */
export function manifestOf(text: string): Manifest | null {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Manifest) : null;
  } catch {
    return null;
  }
}

export function indexChildren(manifest: Manifest | null): IndexChild[] {
  return (manifest?.manifests ?? []).map(descriptor => ({
    digest: descriptor.digest,
    platform: platformText(descriptor),
    size: descriptor.size,
    mediaType: descriptor.mediaType,
  }));
}

/** `linux/arm64/v8`; for what builders attach to an index, what it is. */
export function platformText({ platform, annotations }: Descriptor): string {
  const attached = annotations?.['vnd.docker.reference.type'];
  if (attached !== undefined) return attached.replace('attestation-manifest', 'attestation');
  const parts = [platform?.os, platform?.architecture, platform?.variant];
  return parts.filter(part => part !== undefined && part !== '').join('/') || 'unknown';
}
