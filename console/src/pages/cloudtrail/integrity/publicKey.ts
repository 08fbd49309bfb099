/** Public keys as CloudTrail gives them out: PKCS #1, which browsers only take wrapped in SPKI. */

const SEQUENCE = 0x30;
const BIT_STRING = 0x03;
const LONG_FORM = 0x80;
/** AlgorithmIdentifier rsaEncryption with NULL parameters (RFC 8017, A.1). */
const RSA_ENCRYPTION = [
  0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
];
const ALGORITHM = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };

/** `RSAPublicKey` → `SubjectPublicKeyInfo` (RFC 5280, 4.1). */
function spkiOf(pkcs1: Uint8Array): Uint8Array<ArrayBuffer> {
  const bitString = tagged(BIT_STRING, [0, ...pkcs1]);
  return new Uint8Array(tagged(SEQUENCE, [...RSA_ENCRYPTION, ...bitString]));
}

/** Whether a signature over a text was made with the key. Throws when it is no key. */
export async function isSignedBy(
  pkcs1: Uint8Array,
  signature: Uint8Array<ArrayBuffer>,
  text: string,
): Promise<boolean> {
  const key = await crypto.subtle.importKey('spki', spkiOf(pkcs1), ALGORITHM, false, ['verify']);
  return crypto.subtle.verify(ALGORITHM.name, key, signature, new TextEncoder().encode(text));
}

function tagged(tag: number, content: readonly number[]): number[] {
  return [tag, ...lengthOf(content.length), ...content];
}

function lengthOf(length: number): number[] {
  if (length < LONG_FORM) return [length];
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return [LONG_FORM + bytes.length, ...bytes];
}
