const LETTERS = 'abcdefghijkmnpqrstuvwxyz';
const CAPITALS = LETTERS.toUpperCase();
const DIGITS = '23456789';
const SIGNS = '!@#%^*_-+=';
const ALL = LETTERS + CAPITALS + DIGITS + SIGNS;
const CHARACTERS = 20;

/** A password that every password policy takes; nothing in it looks like something else. */
export function newPassword(): string {
  for (;;) {
    const text = Array.from({ length: CHARACTERS }, () => ALL[below(ALL.length)]).join('');
    const kinds = [LETTERS, CAPITALS, DIGITS, SIGNS];
    if (kinds.every(kind => [...kind].some(one => text.includes(one)))) return text;
  }
}

/** An evenly distributed random number from 0 to below `bound`, which is at most 256. */
function below(bound: number): number {
  const limit = 256 - (256 % bound);
  for (;;) {
    const [byte = limit] = crypto.getRandomValues(new Uint8Array(1));
    if (byte < limit) return byte % bound;
  }
}
