import type { EventRecord } from '../../../widgets/events/seenEvent';

export interface ExpiredImage {
  digest: string;
  tags: readonly string[];
  rule: string;
}

interface ImageAction {
  lifecycleEventImage?: { digest?: string; tagList?: string[] };
  rulePriority?: number;
}

/** The images that a PolicyExecutionEvent says were expired. */
export function expiredImages(record: EventRecord): ExpiredImage[] {
  const actions = record.serviceEventDetails?.lifecycleEventImageActions;
  if (!Array.isArray(actions)) return [];
  return actions.map(({ lifecycleEventImage: image, rulePriority }: ImageAction) => ({
    digest: image?.digest ?? '',
    tags: image?.tagList ?? [],
    rule: rulePriority === undefined ? '' : String(rulePriority),
  }));
}
