import { beforeAll, describe, expect, it } from 'vitest';
import { hexOf, sha256Hex } from './bytes';
import { checkChain, type Evidence } from './check';
import { type Digest, signedText } from './digest';
import type { Finding } from './verdict';

/** What stands before the PKCS #1 key in the SPKI form of a 2048-bit RSA key. */
const SPKI_HEAD_BYTES = 24;
const BUCKET = 'logs';
const ALGORITHM = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
const WIDE = { filesMax: 100, bytesMax: 1_000_000, deadline: Number.MAX_SAFE_INTEGER };

type Stored = { bytes: Uint8Array<ArrayBuffer>; metadata: Record<string, string> };

let keys: CryptoKeyPair;
let pkcs1: Uint8Array;

beforeAll(async () => {
  const how = { ...ALGORITHM, modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) };
  keys = await crypto.subtle.generateKey(how, true, ['sign', 'verify']);
  const spki = await crypto.subtle.exportKey('spki', keys.publicKey);
  pkcs1 = new Uint8Array(spki).slice(SPKI_HEAD_BYTES);
});

const bytesOf = (text: string) => new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>;

/** A bucket with three digests, one log file in each; the newest is `digest-3`. */
async function bucket(): Promise<Map<string, Stored>> {
  const objects = new Map<string, Stored>();
  let previous: { key: string; hash: string; signature: string } | null = null;
  for (const number of [1, 2, 3]) {
    const file = { bytes: bytesOf(`{"Records":[${number}]}`), metadata: {} };
    objects.set(`file-${number}`, file);
    const key: string = `digest-${number}`;
    const digest: Digest = {
      digestStartTime: `2026-01-31T0${number}:00:00Z`,
      digestEndTime: `2026-01-31T0${number + 1}:00:00Z`,
      digestS3Bucket: BUCKET,
      digestS3Object: key,
      digestPublicKeyFingerprint: 'key-1',
      previousDigestS3Bucket: previous && BUCKET,
      previousDigestS3Object: previous?.key ?? null,
      previousDigestHashValue: previous?.hash ?? null,
      previousDigestSignature: previous?.signature ?? null,
      logFiles: [
        { s3Bucket: BUCKET, s3Object: `file-${number}`, hashValue: await sha256Hex(file.bytes) },
      ],
    };
    const stored = await signed(digest);
    objects.set(key, stored);
    const hash = await sha256Hex(stored.bytes);
    previous = { key, hash, signature: stored.metadata.signature ?? '' };
  }
  return objects;
}

async function signed(digest: Digest): Promise<Stored> {
  const bytes = bytesOf(JSON.stringify(digest));
  const text = bytesOf(signedText(digest, await sha256Hex(bytes)));
  const signature = await crypto.subtle.sign(ALGORITHM.name, keys.privateKey, text);
  return { bytes, metadata: { signature: hexOf(new Uint8Array(signature)) } };
}

async function check(objects: Map<string, Stored>, part: Partial<Evidence> = {}, bounds = WIDE) {
  const findings: Finding[] = [];
  const evidence: Evidence = {
    bucket: BUCKET,
    digestKeys: [...objects.keys()].filter(key => key.startsWith('digest')),
    publicKeys: new Map([['key-1', pkcs1]]),
    read: async (_bucket, key) => objects.get(key) ?? null,
    ...part,
  };
  const outcome = await checkChain(evidence, bounds, more => findings.push(...more));
  const verdicts = Object.fromEntries(
    findings.map(({ kind, key, verdict }) => [kind === 'gap' ? `gap ${key}` : key, verdict]),
  );
  return { outcome, verdicts, findings };
}

describe('a check of the chain', () => {
  it('finds everything valid where nothing was touched, newest first', async () => {
    const { outcome, verdicts, findings } = await check(await bucket());
    expect(outcome).toBe('complete');
    expect(findings[0]).toMatchObject({ key: 'digest-3', chain: 'digest-2' });
    expect(Object.keys(verdicts)).toHaveLength(6);
    expect(new Set(Object.values(verdicts))).toEqual(new Set(['valid']));
  });

  it('names a log file that was altered, and one that is missing', async () => {
    const objects = await bucket();
    objects.set('file-2', { bytes: bytesOf('{"Records":[]}'), metadata: {} });
    objects.delete('file-3');
    const { verdicts } = await check(objects);
    expect(verdicts).toMatchObject({ 'file-1': 'valid', 'file-2': 'altered', 'file-3': 'missing' });
  });

  it('names a digest whose bytes do not fit its signature, and goes on behind it', async () => {
    const objects = await bucket();
    const { metadata } = objects.get('digest-2') as Stored;
    const text = new TextDecoder().decode(objects.get('digest-2')?.bytes).replace('02:00', '02:30');
    objects.set('digest-2', { bytes: bytesOf(text), metadata });
    const { verdicts } = await check(objects);
    expect(verdicts).toMatchObject({ 'digest-2': 'altered', 'digest-1': 'valid' });
    expect(verdicts).not.toHaveProperty('file-2');
  });

  it('names a digest that is missing in the middle', async () => {
    const objects = await bucket();
    objects.delete('digest-2');
    const { verdicts } = await check(objects);
    expect(verdicts).toMatchObject({ 'digest-2': 'missing', 'digest-1': 'valid' });
  });

  it('names a digest that lies elsewhere than it says', async () => {
    const objects = await bucket();
    objects.set('digest-4', objects.get('digest-3') as Stored);
    const { verdicts } = await check(objects);
    expect(verdicts['digest-4']).toBe('moved');
  });

  it('cannot vouch for what a key that nobody knows has signed', async () => {
    const { verdicts } = await check(await bucket(), { publicKeys: new Map() });
    expect(verdicts['digest-3']).toBe('unverifiable');
  });

  it('says where the chain begins anew', async () => {
    const objects = await bucket();
    const digest = JSON.parse(new TextDecoder().decode(objects.get('digest-3')?.bytes)) as Digest;
    const start = {
      ...digest,
      previousDigestS3Bucket: null,
      previousDigestS3Object: null,
      previousDigestHashValue: null,
      previousDigestSignature: null,
    };
    objects.set('digest-3', await signed(start));
    const { verdicts } = await check(objects);
    expect(verdicts).toMatchObject({ 'gap digest-3': 'gap', 'digest-2': 'valid' });
  });

  it('stops at its bounds', async () => {
    const { outcome, verdicts } = await check(await bucket(), {}, { ...WIDE, filesMax: 1 });
    expect(outcome).toBe('bound');
    expect(verdicts).not.toHaveProperty('file-2');
  });

  it('looks no further back than its range', async () => {
    const { verdicts } = await check(await bucket(), { digestKeys: ['digest-3', 'digest-2'] });
    expect(Object.keys(verdicts).sort()).toEqual(['digest-2', 'digest-3', 'file-2', 'file-3']);
  });
});
