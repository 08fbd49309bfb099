/** How values read on pages. */

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
const UNIT_BYTES = 1024;
const NUMBER = new Intl.NumberFormat('en-US');
const DIGEST_HEX = 12;

/** `1536` → `1.5 KiB`. */
export function bytesText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= UNIT_BYTES && unit < UNITS.length - 1) {
    value /= UNIT_BYTES;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}

/** `12345` → `12,345`. */
export function countText(count: number): string {
  return NUMBER.format(count);
}

/** `count` with its noun in the right number: `1 image`, `2 images`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${countText(count)} ${count === 1 ? noun : plural}`;
}

/** `sha256:0123…` → its first 12 hexadecimal digits. */
export function shortDigest(digest: string): string {
  return digest.slice(digest.indexOf(':') + 1).slice(0, DIGEST_HEX);
}

/** Leaves out the middle of a long name; both ends tell names apart. */
export function middleCut(text: string, charactersMax: number): string {
  if (text.length <= charactersMax) return text;
  const kept = charactersMax - 1;
  const head = Math.ceil(kept / 2);
  return `${text.slice(0, head)}…${text.slice(text.length - (kept - head))}`;
}

// Control and bidirectional characters could make a text read as another.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not pass
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** Makes invisible and direction-changing characters of a foreign text visible. */
export function visibleText(text: string): string {
  return text.replace(HIDDEN, character => {
    const code = character.charCodeAt(0).toString(16).padStart(4, '0');
    return `\\u${code}`;
  });
}
