import type { GetEventSelectorsResponse, Tag, Trail } from '@aws-sdk/client-cloudtrail';
import { draftsOf, draftsOfBasic } from '../eventSelectors/draft';
import { selectorsText } from '../eventSelectors/text';
import { emptyDraft, type Place, type TrailDraft } from '../trailForm/draft';
import { eventsOf } from '../trailForm/selectors';
import { logGroupName } from '../trails/trailRow';

/** A trail as the form shows it. */
export function draftOf(
  trail: Trail,
  selectors: GetEventSelectorsResponse,
  tags: readonly Tag[],
  place: Place,
  suffix: string,
): TrailDraft {
  const group = logGroupName(trail.CloudWatchLogsLogGroupArn);
  return {
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
    ...eventsIn(selectors),
  };
}

/** Basic selectors that say more than that form can show are shown as the advanced ones they mean. */
function eventsIn({
  AdvancedEventSelectors: advanced = [],
  EventSelectors: basic = [],
}: GetEventSelectorsResponse): Partial<TrailDraft> {
  if (advanced.length > 0) {
    const drafts = draftsOf(advanced);
    const text = drafts === null ? selectorsText(advanced) : null;
    return { selectorKind: 'advanced', advanced: drafts ?? [], advancedText: text };
  }
  return eventsOf(basic) ?? { selectorKind: 'advanced', advanced: draftsOfBasic(basic) };
}
