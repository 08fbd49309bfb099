/** Address ranges as people write them: `10.0.0.0/8`, `2001:db8::/32`. */

const IPV4_BITS = 32;
const IPV6_BITS = 128;
const GROUP_BITS = 16n;
const GROUPS = 8;

export function isNetwork(text: string): boolean {
  return networkOf(text) !== null;
}

/** Whether an address lies in a network; an address of the other family never does. */
export function inNetwork(address: string, network: string): boolean {
  const range = networkOf(network);
  const one = addressOf(address);
  if (range === null || one === null || one.bits !== range.bits) return false;
  const shift = BigInt(range.bits - range.prefix);
  return one.value >> shift === range.value >> shift;
}

interface Address {
  value: bigint;
  bits: number;
}

function networkOf(text: string): (Address & { prefix: number }) | null {
  const [head = '', tail, ...rest] = text.split('/');
  const address = addressOf(head);
  const prefix = Number(tail);
  if (address === null || rest.length > 0 || !/^\d{1,3}$/.test(tail ?? '')) return null;
  return prefix <= address.bits ? { ...address, prefix } : null;
}

function addressOf(text: string): Address | null {
  return text.includes(':') ? ipv6Of(text) : ipv4Of(text);
}

function ipv4Of(text: string): Address | null {
  const parts = text.split('.');
  const right = parts.every(part => /^\d{1,3}$/.test(part) && Number(part) < 256);
  if (parts.length !== 4 || !right) return null;
  const value = parts.reduce((sum, part) => (sum << 8n) + BigInt(part), 0n);
  return { value, bits: IPV4_BITS };
}

function ipv6Of(text: string): Address | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const [head = [], tail = []] = halves.map(half => (half === '' ? [] : half.split(':')));
  const missing = GROUPS - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return null;
  const groups = [...head, ...Array<string>(missing).fill('0'), ...tail];
  if (!groups.every(group => /^[0-9a-f]{1,4}$/i.test(group))) return null;
  const value = groups.reduce((sum, group) => (sum << GROUP_BITS) + BigInt(`0x${group}`), 0n);
  return { value, bits: IPV6_BITS };
}
