import type { Trail } from '@aws-sdk/client-cloudtrail';
import { listPublicKeys } from '../../../api/cloudtrail';
import { Failure } from '../../../api/failure';
import { readObject } from '../../../api/objectBytes';
import { listObjects } from '../../../api/s3';
import type { Evidence } from './check';
import { digestEnd, digestFolder, digestKeyAt } from './digest';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Lists the digests of a span of time and the public keys of then. */
export async function gatherEvidence(
  trail: Trail,
  region: string,
  span: { from: Date; to: Date },
  signal: AbortSignal,
): Promise<Evidence> {
  const bucket = trail.S3BucketName ?? '';
  const digestKeys = await listDigests(trail, region, span, signal);
  const { PublicKeyList = [] } = await listPublicKeys.run(
    { StartTime: span.from, EndTime: new Date(span.to.getTime() + 2 * HOUR_MS) },
    region,
    signal,
  );
  return {
    bucket,
    digestKeys,
    publicKeys: new Map(
      PublicKeyList.map(({ Fingerprint = '', Value }) => [Fingerprint, Value ?? new Uint8Array()]),
    ),
    read: (from, key) => readOrNull(from, key, region, signal),
  };
}

async function listDigests(
  trail: Trail,
  region: string,
  { from, to }: { from: Date; to: Date },
  signal: AbortSignal,
): Promise<string[]> {
  const keys: string[] = [];
  const last = to.getTime() + HOUR_MS;
  let marker = digestKeyAt(trail, region, new Date(from.getTime() - MINUTE_MS));
  for (;;) {
    const page = await listObjects.run(
      { Bucket: trail.S3BucketName, Prefix: digestFolder(trail, region), Marker: marker },
      region,
      signal,
    );
    const names = (page.Contents ?? []).map(({ Key = '' }) => Key);
    for (const key of names) {
      const end = digestEnd(trail, region, key)?.getTime();
      if (end !== undefined && end >= from.getTime() && end <= last) keys.push(key);
    }
    const next = names.at(-1);
    if (!page.IsTruncated || next === undefined) return keys;
    marker = next;
  }
}

async function readOrNull(bucket: string, key: string, region: string, signal: AbortSignal) {
  try {
    return await readObject(bucket, key, region, signal);
  } catch (error) {
    if (error instanceof Failure && error.kind === 'missing') return null;
    throw error;
  }
}
