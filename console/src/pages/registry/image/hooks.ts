import type { ImageDetail } from '@aws-sdk/client-ecr';
import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { batchGetImage, describeImages, getDownloadUrlForLayer } from '../../../api/ecr';
import type { Failure } from '../../../api/failure';
import { type Reading, useCall } from '../../../api/query';
import { useScope } from '../../../url/scope';
import type { SeenEvent } from '../../../widgets/events/seenEvent';
import { type Events, useEvents } from '../../../widgets/events/useEvents';
import { MANIFEST_TYPES, type Manifest, manifestOf } from '../manifest/manifest';
import { useRepository } from '../useRepository';
import type { ImageConfig } from './config';

const EVENT_PAGES_MAX = 4;
const CONFIG_BYTES_MAX = 4 * 1024 * 1024;

export interface ImagePageData {
  name: string;
  digest: string;
  uri: string;
  image: ImageDetail | undefined;
  reading: Reading<unknown>;
  events: Events;
  /** Whether an event names this image, by digest or by one of its tags. */
  mine: (event: SeenEvent) => boolean;
}

export function useImagePage(name: string, digest: string): ImagePageData {
  const { repository } = useRepository(name);
  const reading = useCall(describeImages, {
    repositoryName: name,
    imageIds: [{ imageDigest: digest }],
  });
  const image = reading.data?.imageDetails?.[0];
  const events = useEvents('ResourceName', name, EVENT_PAGES_MAX, { shown: false });
  const tags = image?.imageTags;
  const mine = useCallback(
    (event: SeenEvent) =>
      event.digests.includes(digest) || event.tags.some(tag => tags?.includes(tag)),
    [digest, tags],
  );
  return { name, digest, uri: repository?.repositoryUri ?? '', image, reading, events, mine };
}

export interface StoredManifest {
  text: string;
  mediaType: string;
  manifest: Manifest | null;
}

/** The manifest as it is stored; asked for only by the tabs that show it, as reading is on record. */
export function useManifest({ name, digest }: ImagePageData) {
  const reading = useCall(batchGetImage, {
    repositoryName: name,
    imageIds: [{ imageDigest: digest }],
    acceptedMediaTypes: MANIFEST_TYPES,
  });
  const found = reading.data?.images?.[0];
  const stored: StoredManifest | undefined = found && {
    text: found.imageManifest ?? '',
    mediaType: found.imageManifestMediaType ?? '',
    manifest: manifestOf(found.imageManifest ?? ''),
  };
  return { ...reading, stored };
}

/** The configuration an image runs with: a blob behind a download address of this server. */
export function useImageConfig({ name }: ImagePageData, manifest: Manifest | null | undefined) {
  const { region } = useScope();
  const config = manifest?.config;
  const readable = config?.mediaType.endsWith('json') && config.size <= CONFIG_BYTES_MAX;
  return useQuery<ImageConfig, Failure>({
    queryKey: ['config', region, name, config?.digest],
    enabled: readable === true,
    queryFn: async ({ signal }) => {
      const input = { repositoryName: name, layerDigest: config?.digest ?? '' };
      const { downloadUrl = '' } = await getDownloadUrlForLayer.run(input, region, signal);
      // The address may name the server otherwise than this page does; the policy of this page
      // lets it ask its own origin only.
      const { pathname, search } = new URL(downloadUrl);
      return (await fetch(`${pathname}${search}`, { signal })).json();
    },
  });
}
