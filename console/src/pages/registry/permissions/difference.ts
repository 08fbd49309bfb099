export interface Line {
  key: string;
  sign: ' ' | '+' | '-';
  text: string;
}

/** Two texts line by line, by their longest common sequence. Policies are short enough for that. */
export function differentLines(before: string, after: string): Line[] {
  const [old, now] = [linesOf(before), linesOf(after)];
  const common = commonLengths(old, now);
  const lines: Line[] = [];
  const add = (sign: Line['sign'], text: string) =>
    lines.push({ key: String(lines.length), sign, text });
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      add(' ', old[i] ?? '');
      i += 1;
      j += 1;
    } else if (
      j >= now.length ||
      (i < old.length && at(common, i + 1, j) >= at(common, i, j + 1))
    ) {
      add('-', old[i] ?? '');
      i += 1;
    } else {
      add('+', now[j] ?? '');
      j += 1;
    }
  }
  return lines;
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.split('\n');
}

/** `[i][j]`: common lines of what follows line i of one and line j of the other. */
function commonLengths(old: readonly string[], now: readonly string[]): number[][] {
  const table = Array.from({ length: old.length + 1 }, () => new Array(now.length + 1).fill(0));
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = now.length - 1; j >= 0; j--) {
      const row = table[i] as number[];
      row[j] =
        old[i] === now[j]
          ? at(table, i + 1, j + 1) + 1
          : Math.max(at(table, i + 1, j), at(table, i, j + 1));
    }
  }
  return table;
}

function at(table: readonly number[][], i: number, j: number): number {
  return table[i]?.[j] ?? 0;
}
