import type { EventSelector, Tag, Trail } from '@aws-sdk/client-cloudtrail';
import { emptyDraft, type Place, type TrailDraft } from '../trailForm/draft';
import { eventsOf } from '../trailForm/selectors';
import { logGroupName } from '../trails/trailRow';

/** A trail as the form shows it; `known` is false when its selectors say more than the form can. */
export function draftOf(
  trail: Trail,
  selectors: readonly EventSelector[],
  tags: readonly Tag[],
  place: Place,
  suffix: string,
): { draft: TrailDraft; known: boolean } {
  const group = logGroupName(trail.CloudWatchLogsLogGroupArn);
  const events = selectors.length === 0 ? null : eventsOf(selectors);
  const draft: TrailDraft = {
    ...emptyDraft(place, suffix),
    name: trail.Name ?? '',
    storage: 'existing',
    existingBucket: trail.S3BucketName ?? '',
    prefix: trail.S3KeyPrefix ?? '',
    encrypted: trail.KmsKeyId !== undefined,
    kmsKey: trail.KmsKeyId ?? '',
    validation: trail.LogFileValidationEnabled ?? false,
    multiRegion: trail.IsMultiRegionTrail ?? false,
    tags,
    ...(group === ''
      ? {}
      : {
          logs: true,
          group: 'existing' as const,
          existingGroup: group,
          role: 'existing' as const,
          existingRole: trail.CloudWatchLogsRoleArn ?? '',
        }),
    ...(events ?? {}),
  };
  return { draft, known: events !== null };
}
