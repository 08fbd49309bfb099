import { getObject } from './s3';

/** An object as it was stored, unpacked where it was packed, with its own metadata. */
export interface StoredObject {
  bytes: Uint8Array<ArrayBuffer>;
  metadata: Readonly<Record<string, string>>;
}

const GZIP_MAGIC = [0x1f, 0x8b];

/** Reads an object and undoes gzip, which browsers do themselves where a header names it. */
export async function readObject(
  bucket: string,
  key: string,
  region: string,
  signal?: AbortSignal,
): Promise<StoredObject> {
  const answer = await getObject.run({ Bucket: bucket, Key: key }, region, signal);
  const body = new Uint8Array((await answer.Body?.transformToByteArray()) ?? []);
  const packed = GZIP_MAGIC.every((byte, index) => body[index] === byte);
  return { bytes: packed ? await unpacked(body) : body, metadata: answer.Metadata ?? {} };
}

async function unpacked(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
