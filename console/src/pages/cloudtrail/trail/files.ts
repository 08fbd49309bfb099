import type { Trail } from '@aws-sdk/client-cloudtrail';

const DAY_MS = 86_400_000;

export type FileKind = 'CloudTrail' | 'CloudTrail-Digest';

/** Where the files of one day lie: `[prefix/]AWSLogs/ACCOUNT/CloudTrail/REGION/2026/11/20/`. */
export function dayPrefix(
  { S3KeyPrefix, TrailARN = '' }: Trail,
  kind: FileKind,
  region: string,
  day: Date,
): string {
  const account = TrailARN.split(':')[4] ?? '';
  const date = day.toISOString().slice(0, 10).replaceAll('-', '/');
  const head = S3KeyPrefix ? `${S3KeyPrefix}/` : '';
  return `${head}AWSLogs/${account}/${kind}/${region}/${date}/`;
}

/** Today and yesterday, in UTC as the folders are. */
export function lastDays(now: Date): Date[] {
  return [now, new Date(now.getTime() - DAY_MS)];
}

export function fileName(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}

export function isDigestKey(key: string): boolean {
  return key.includes('/CloudTrail-Digest/');
}
