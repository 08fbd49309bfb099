import type { ImageDetail } from '@aws-sdk/client-ecr';
import { useCallback, useMemo, useState } from 'react';
import { batchGetImage } from '../../../../api/ecr';
import { useScope } from '../../../../url/scope';
import { useQueryState } from '../../../../url/state';
import { useTimeHeading } from '../../../../widgets/Time';
import {
  type IndexChild,
  indexChildren,
  MANIFEST_TYPES,
  manifestOf,
} from '../../manifest/manifest';
import type { RepositoryPageData } from '../hooks';
import { imageColumns } from './config';
import { type ImageRow, imageRows, latestPulls, type View } from './rows';

const NO_IMAGES: readonly ImageDetail[] = [];

/** The list of images: which rows there are, which are unfolded, which are ticked. */
export function useImageList({ name, images, events }: RepositoryPageData) {
  const timeHeading = useTimeHeading();
  const columns = useMemo(() => imageColumns(name, timeHeading), [name, timeHeading]);
  const [view, setView] = useQueryState('view', 'tags');
  const [selected, select] = useState<ImageRow[]>([]);
  const indexes = useIndexes(name);
  const items = images.data?.items ?? NO_IMAGES;
  const pulls = useMemo(() => latestPulls(events.events), [events.events]);
  const rows = useMemo(
    () => imageRows(items, view as View, indexes.children, pulls),
    [items, view, indexes.children, pulls],
  );
  return { columns, view, setView, selected, select, indexes, rows, count: items.length };
}

/** Reads the manifests of indexes when their rows are unfolded, and not before. */
function useIndexes(name: string) {
  const { region } = useScope();
  const [open, setOpen] = useState<ImageRow[]>([]);
  const [children, setChildren] = useState<ReadonlyMap<string, readonly IndexChild[]>>(new Map());

  const read = useCallback(
    async (digest: string) => {
      const answer = await batchGetImage.run(
        {
          repositoryName: name,
          imageIds: [{ imageDigest: digest }],
          acceptedMediaTypes: MANIFEST_TYPES,
        },
        region,
      );
      const found = indexChildren(manifestOf(answer.images?.[0]?.imageManifest ?? ''));
      setChildren(before => new Map(before).set(digest, found));
    },
    [name, region],
  );

  function toggle(row: ImageRow, expanded: boolean): void {
    setOpen(before => (expanded ? [...before, row] : before.filter(({ key }) => key !== row.key)));
    const digest = row.image.imageDigest ?? '';
    // Without the right to read manifests the row stays empty; the CLI drawer shows the refusal.
    if (expanded && !children.has(digest)) read(digest).catch(() => undefined);
  }

  return { open, children, toggle };
}
