/** One place in the records that are compared. */
export interface ComparedLine {
  path: string;
  /** In the order of the records; undefined where a record has nothing there. */
  values: readonly (string | undefined)[];
  same: boolean;
}

/** Lays records side by side, one line for each path that any of them has. */
export function comparedLines(records: readonly unknown[]): ComparedLine[] {
  const flat = records.map(record => new Map(leavesOf(record, '')));
  const paths = [...new Set(flat.flatMap(leaves => [...leaves.keys()]))];
  return paths.map(path => {
    const values = flat.map(leaves => leaves.get(path));
    return { path, values, same: new Set(values).size === 1 };
  });
}

function leavesOf(value: unknown, path: string): [string, string][] {
  if (typeof value !== 'object' || value === null) return [[path, String(value)]];
  const parts = Object.entries(value);
  if (parts.length === 0) return [[path, Array.isArray(value) ? '[]' : '{}']];
  return parts.flatMap(([key, part]) => leavesOf(part, path === '' ? key : `${path}.${key}`));
}
