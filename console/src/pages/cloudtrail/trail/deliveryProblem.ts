import type { GetTrailStatusResponse } from '@aws-sdk/client-cloudtrail';

/** The failed deliveries of a trail, in words. */
export function deliveryProblems(status: GetTrailStatusResponse): string[] {
  const problems: [string | undefined, string, string][] = [
    [status.LatestDeliveryError, 'the bucket', 'its policy no longer allows'],
    [status.LatestDigestDeliveryError, 'the bucket, for a digest', 'its policy no longer allows'],
    [status.LatestCloudWatchLogsDeliveryError, 'the log group', 'the role no longer lets in'],
    [status.LatestNotificationError, 'the topic', 'its policy no longer allows'],
  ];
  return problems.flatMap(([error, from, why]) => {
    if (!error) return [];
    const denied = /AccessDenied|Access denied/i.test(error);
    return [`${error} from ${from}${denied ? `: ${why} cloudtrail.amazonaws.com.` : '.'}`];
  });
}
