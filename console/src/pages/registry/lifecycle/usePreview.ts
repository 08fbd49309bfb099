import type {
  GetLifecyclePolicyPreviewResponse,
  LifecyclePolicyPreviewResult,
} from '@aws-sdk/client-ecr';
import { useState } from 'react';
import { getLifecyclePolicyPreview, startLifecyclePolicyPreview } from '../../../api/ecr';
import { useChange } from '../../../api/query';

const PAUSE_MS = 1000;
const POLLS_MAX = 60;
const RESULT_PAGES_MAX = 10;

export interface Preview {
  text: string;
  results: readonly LifecyclePolicyPreviewResult[];
  more: boolean;
  expiring: number;
}

/** Tests the very text that would be saved, against the images there are now. */
export function usePreview(name: string, text: string, done: () => void) {
  const [preview, setPreview] = useState<Preview | null>(null);
  const test = useChange(null, async (region: string) => {
    await startLifecyclePolicyPreview.run(
      { repositoryName: name, lifecyclePolicyText: text },
      region,
    );
    const first = await finished(name, region);
    const found = await withAllPages(name, region, first, text);
    setPreview(found);
    done();
    return found;
  });
  return { preview, test };
}

async function finished(name: string, region: string) {
  for (let poll = 0; poll < POLLS_MAX; poll++) {
    const answer = await getLifecyclePolicyPreview.run({ repositoryName: name }, region);
    if (answer.status !== 'IN_PROGRESS') return answer;
    await new Promise(resolve => setTimeout(resolve, PAUSE_MS));
  }
  return getLifecyclePolicyPreview.run({ repositoryName: name }, region);
}

async function withAllPages(
  name: string,
  region: string,
  first: GetLifecyclePolicyPreviewResponse,
  text: string,
): Promise<Preview> {
  const results = [...(first.previewResults ?? [])];
  let nextToken = first.nextToken;
  for (let page = 1; page < RESULT_PAGES_MAX && nextToken; page++) {
    const answer = await getLifecyclePolicyPreview.run({ repositoryName: name, nextToken }, region);
    results.push(...(answer.previewResults ?? []));
    nextToken = answer.nextToken;
  }
  const expiring = first.summary?.expiringImageTotalCount ?? results.length;
  return { text, results, more: Boolean(nextToken), expiring };
}
