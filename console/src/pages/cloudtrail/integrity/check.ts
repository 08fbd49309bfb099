import { bytesOfHex, sha256Hex } from './bytes';
import { type Digest, digestOf, isBackfill, type LogFile, signedText } from './digest';
import { isSignedBy } from './publicKey';
import type { Finding } from './verdict';

/** What a check reads; `read` gives null for an object that is not there. */
export interface Evidence {
  bucket: string;
  /** Keys of the digests in the range, in any order. */
  digestKeys: readonly string[];
  /** PKCS #1 keys by fingerprint. */
  publicKeys: ReadonlyMap<string, Uint8Array>;
  read: (
    bucket: string,
    key: string,
  ) => Promise<{
    bytes: Uint8Array<ArrayBuffer>;
    metadata: Readonly<Record<string, string>>;
  } | null>;
}

export interface Bounds {
  filesMax: number;
  bytesMax: number;
  deadline: number;
}

/** How a check ended: through, or at one of its bounds. */
export type Outcome = 'complete' | 'bound';

/** Walks the chain from the newest digest backwards; tells each finding as it comes. */
export async function checkChain(
  evidence: Evidence,
  bounds: Bounds,
  tell: (findings: readonly Finding[]) => void,
): Promise<Outcome> {
  const newestFirst = [...evidence.digestKeys].sort().reverse();
  const chain = newestFirst.filter(key => !isBackfill(key));
  const spent = { files: 0, bytes: 0 };
  const within = () =>
    spent.files < bounds.filesMax && spent.bytes < bounds.bytesMax && Date.now() < bounds.deadline;

  let key = chain[0];
  let expectedHash: string | null = null;
  while (key !== undefined) {
    if (!within()) return 'bound';
    const seen = await checkDigest(evidence, key, expectedHash, spent);
    tell([seen.finding]);
    if (
      seen.digest !== null &&
      !(await checkFiles(evidence, key, seen.digest, within, spent, tell))
    ) {
      return 'bound';
    }
    const next = nextKey(chain, key, seen.digest);
    if (next?.gap) tell([gapFinding(key, next.key)]);
    expectedHash = next?.linked ? (seen.digest?.previousDigestHashValue ?? null) : null;
    key = next?.key;
  }
  for (const late of newestFirst.filter(isBackfill)) {
    if (!within()) return 'bound';
    const seen = await checkDigest(evidence, late, null, spent);
    tell([seen.finding]);
    if (seen.digest !== null) await checkFiles(evidence, late, seen.digest, within, spent, tell);
  }
  return 'complete';
}

interface Spent {
  files: number;
  bytes: number;
}

async function checkDigest(
  evidence: Evidence,
  key: string,
  expectedHash: string | null,
  spent: Spent,
): Promise<{ finding: Finding; digest: Digest | null }> {
  const found = (verdict: Finding['verdict'], why: string, digest: Digest | null = null) => {
    const chain = digest?.previousDigestS3Object ?? '';
    return { finding: { kind: 'digest' as const, key, verdict, chain, why }, digest };
  };
  const object = await evidence.read(evidence.bucket, key);
  if (object === null) return found('missing', 'The digest is not in the bucket.');
  spent.bytes += object.bytes.length;
  const digest = digestOf(object.bytes);
  if (digest === null) return found('altered', 'This is no digest.');
  if (digest.digestS3Bucket !== evidence.bucket || digest.digestS3Object !== key) {
    return found('moved', `It belongs at ${digest.digestS3Bucket}/${digest.digestS3Object}.`);
  }
  const publicKey = evidence.publicKeys.get(digest.digestPublicKeyFingerprint);
  if (publicKey === undefined) {
    return found('unverifiable', `No public key ${digest.digestPublicKeyFingerprint}.`, digest);
  }
  const hash = await sha256Hex(object.bytes);
  const signature = bytesOfHex(object.metadata.signature ?? '');
  const signed =
    signature !== null && (await isSignedBy(publicKey, signature, signedText(digest, hash)));
  if (!signed) return found('altered', 'The signature does not fit.');
  if (expectedHash !== null && expectedHash !== hash) {
    return found('altered', 'The digest after it names another hash.', digest);
  }
  return found('valid', '', digest);
}

/** Checks the log files a digest lists; returns whether all were within the bounds. */
async function checkFiles(
  evidence: Evidence,
  digestKey: string,
  digest: Digest,
  within: () => boolean,
  spent: Spent,
  tell: (findings: readonly Finding[]) => void,
): Promise<boolean> {
  for (const file of digest.logFiles) {
    if (!within()) return false;
    tell([await checkFile(evidence, digestKey, file, spent)]);
  }
  return true;
}

async function checkFile(
  evidence: Evidence,
  digestKey: string,
  file: LogFile,
  spent: Spent,
): Promise<Finding> {
  const found = (verdict: Finding['verdict'], why: string): Finding => ({
    kind: 'file',
    key: file.s3Object,
    verdict,
    chain: digestKey,
    why,
  });
  spent.files += 1;
  const object = await evidence.read(file.s3Bucket, file.s3Object);
  if (object === null) return found('missing', 'The log file is not in the bucket.');
  spent.bytes += object.bytes.length;
  const same = (await sha256Hex(object.bytes)) === file.hashValue;
  return same ? found('valid', '') : found('altered', 'Its hash is not the one in the digest.');
}

/** The digest to look at next: the one linked to, else the next older one that is listed. */
function nextKey(
  chain: readonly string[],
  key: string,
  digest: Digest | null,
): { key: string; linked: boolean; gap: boolean } | undefined {
  const older = chain.filter(other => other < key);
  const linked = digest?.previousDigestS3Object ?? null;
  if (linked !== null) {
    const oldest = chain.at(-1) ?? '';
    return linked < oldest ? undefined : { key: linked, linked: true, gap: false };
  }
  const [next] = older;
  if (next === undefined) return undefined;
  return { key: next, linked: false, gap: digest !== null };
}

function gapFinding(later: string, earlier: string): Finding {
  return {
    kind: 'gap',
    key: later,
    verdict: 'gap',
    chain: earlier,
    why: 'The chain begins anew here: logging or validation was off before.',
  };
}
