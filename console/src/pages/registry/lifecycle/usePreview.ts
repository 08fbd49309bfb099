import type {
  GetLifecyclePolicyPreviewRequest,
  GetLifecyclePolicyPreviewResponse,
  LifecyclePolicyPreviewResult,
} from '@aws-sdk/client-ecr';
import { useState } from 'react';
import {
  describeImages,
  getLifecyclePolicyPreview,
  startLifecyclePolicyPreview,
} from '../../../api/ecr';
import { imagesPaging } from '../../../api/ecrPaging';
import { Failure } from '../../../api/failure';
import { type Paging, readPages, useChange } from '../../../api/query';
import { serverTime } from '../../../api/serverTime';
import { type KeptImage, keptImages } from './kept';
import { type Rule, rulesOf } from './policy';

const PAUSE_MS = 1000;
const POLLS_MAX = 60;

const resultsPaging: Paging<
  GetLifecyclePolicyPreviewRequest,
  GetLifecyclePolicyPreviewResponse,
  LifecyclePolicyPreviewResult
> = {
  items: page => page.previewResults,
  token: page => page.nextToken,
  withToken: (input, nextToken) => ({ ...input, nextToken }),
  // Of 100 images, the most that there are.
  pagesMax: 10,
};

export interface Preview {
  text: string;
  /** Images that would be deleted, the first of many. */
  due: readonly LifecyclePolicyPreviewResult[];
  /** There are more of them. */
  moreDue: boolean;
  dueCount: number;
  /** Images that certainly stay; empty when images may not be listed, as `imagesFailure` says. */
  kept: readonly KeptImage[];
  /** How many images there are; null when not all were listed. */
  imageCount: number | null;
  imagesFailure: Failure | null;
}

/** Tests the very text that would be saved, against the images there are now. */
export function usePreview(name: string, text: string, done: () => void) {
  const [preview, setPreview] = useState<Preview | null>(null);
  const test = useChange(null, async (region: string) => {
    const found = await tested(name, text, region);
    setPreview(found);
    done();
    return found;
  });
  return { preview, test };
}

async function tested(name: string, text: string, region: string): Promise<Preview> {
  const before = await serverTime();
  const input = { repositoryName: name };
  await startLifecyclePolicyPreview.run({ ...input, lifecyclePolicyText: text }, region);
  const dueCount = await finished(name, region);
  const due = await readPages(getLifecyclePolicyPreview, resultsPaging, input, region);
  const after = await serverTime();
  const listed = await readPages(describeImages, imagesPaging, input, region).catch(
    (failure: Failure) => failure,
  );
  const refused = listed instanceof Error;
  const images = refused ? { items: [], more: true } : listed;
  return {
    text,
    due: due.items,
    moreDue: due.more,
    dueCount,
    kept: keptImages({
      rules: rulesOf(text) as Rule[],
      images: images.items,
      imagesWhole: !images.more,
      due: new Set(due.items.map(({ imageDigest = '' }) => imageDigest)),
      dueWhole: !due.more,
      during: before && after && { from: before.at, to: after.until },
    }),
    imageCount: images.more ? null : images.items.length,
    imagesFailure: refused ? listed : null,
  };
}

/** Waits until the server has evaluated the rules; returns how many images are due. */
async function finished(name: string, region: string): Promise<number> {
  const input = { repositoryName: name, maxResults: 1 };
  for (let poll = 0; poll < POLLS_MAX; poll++) {
    const { status, summary } = await getLifecyclePolicyPreview.run(input, region);
    if (status !== 'IN_PROGRESS') return summary?.expiringImageTotalCount ?? 0;
    await new Promise(resolve => setTimeout(resolve, PAUSE_MS));
  }
  throw new Failure(
    'other',
    'PreviewNotReady',
    'The server has not finished the test yet.',
    '',
    '',
  );
}
