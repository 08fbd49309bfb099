import type { Trail } from '@aws-sdk/client-cloudtrail';

/** A digest file (CloudTrail User Guide, "Digest file structure"). */
export interface Digest {
  digestStartTime: string;
  digestEndTime: string;
  digestS3Bucket: string;
  digestS3Object: string;
  digestPublicKeyFingerprint: string;
  previousDigestS3Bucket: string | null;
  previousDigestS3Object: string | null;
  previousDigestHashValue: string | null;
  previousDigestSignature: string | null;
  logFiles: readonly LogFile[];
}

export interface LogFile {
  s3Bucket: string;
  s3Object: string;
  hashValue: string;
}

const NEEDED = [
  'digestEndTime',
  'digestS3Bucket',
  'digestS3Object',
  'digestPublicKeyFingerprint',
  'previousDigestSignature',
  'logFiles',
];
const BACKFILL = '_backfill.json.gz';

/** Reads a digest; null when it is not one. */
export function digestOf(bytes: Uint8Array): Digest | null {
  try {
    const digest = JSON.parse(new TextDecoder().decode(bytes)) as Digest;
    const whole = NEEDED.every(name => name in digest) && Array.isArray(digest.logFiles);
    return whole ? digest : null;
  } catch {
    return null;
  }
}

/** What the signature of a digest is over (User Guide, "Digest file signatures"). */
export function signedText(digest: Digest, hashHex: string): string {
  return [
    digest.digestEndTime,
    `${digest.digestS3Bucket}/${digest.digestS3Object}`,
    hashHex,
    digest.previousDigestSignature ?? 'null',
  ].join('\n');
}

/** Where the digests of a trail in a Region lie. */
export function digestFolder({ S3KeyPrefix, TrailARN = '' }: Trail, region: string): string {
  const head = S3KeyPrefix ? `${S3KeyPrefix}/` : '';
  return `${head}AWSLogs/${accountOf(TrailARN)}/CloudTrail-Digest/${region}/`;
}

/** The key that a digest of this trail would have that ended at an instant. */
export function digestKeyAt(trail: Trail, region: string, end: Date): string {
  const { TrailARN = '', Name = '', HomeRegion = region } = trail;
  const date = end.toISOString().slice(0, 10).replaceAll('-', '/');
  const stamp = `${end.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
  const name = `${accountOf(TrailARN)}_CloudTrail-Digest_${region}_${Name}_${HomeRegion}_${stamp}`;
  return `${digestFolder(trail, region)}${date}/${name}.json.gz`;
}

/** When the digest of a key ended; null for keys of other trails and other things. */
export function digestEnd(trail: Trail, region: string, key: string): Date | null {
  const { TrailARN = '', Name = '', HomeRegion = region } = trail;
  const head = `${accountOf(TrailARN)}_CloudTrail-Digest_${region}_${Name}_${HomeRegion}_`;
  const name = key.slice(key.lastIndexOf('/') + 1);
  if (!name.startsWith(head)) return null;
  const found = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z(_backfill)?\.json\.gz$/.exec(
    name.slice(head.length),
  );
  if (found === null) return null;
  const [, year, month, day, hour, minute, second] = found;
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

export function isBackfill(key: string): boolean {
  return key.endsWith(BACKFILL);
}

function accountOf(arn: string): string {
  return arn.split(':')[4] ?? '';
}
