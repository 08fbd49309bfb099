import type { Repository } from '@aws-sdk/client-ecr';

/** A row of the list: a repository, or in the tree a group of them. */
export interface RepositoryRow {
  /** A repository's name, or what a group's names begin with: `team/`. */
  key: string;
  /** What the row above does not say of it. */
  label: string;
  /** Of a group there is none. */
  repository?: Repository;
  /** Repositories in it, however deep. */
  count: number;
  children: readonly RepositoryRow[];
}

export function rowOf(repository: Repository): RepositoryRow {
  const { repositoryName: name = '' } = repository;
  return { key: name, label: name, repository, count: 1, children: [] };
}

/** Rows below the groups that the slashes in their names make; their order stays. */
export function nested(rows: readonly RepositoryRow[]): RepositoryRow[] {
  return below('', rows);
}

function below(path: string, rows: readonly RepositoryRow[]): RepositoryRow[] {
  const parts = new Map<string, RepositoryRow[]>();
  for (const row of rows) {
    const slash = row.key.indexOf('/', path.length);
    const key = slash < 0 ? row.key : row.key.slice(0, slash + 1);
    const part = parts.get(key);
    if (part === undefined) parts.set(key, [row]);
    else part.push(row);
  }
  return [...parts].flatMap(([key, part]) =>
    key.endsWith('/')
      ? [group(path, key, part)]
      : part.map(row => ({ ...row, label: key.slice(path.length) })),
  );
}

/** A group that holds nothing but one group is one with it: `a/b/`. */
function group(path: string, key: string, rows: readonly RepositoryRow[]): RepositoryRow {
  const children = below(key, rows);
  const [only] = children;
  if (children.length === 1 && only !== undefined && only.repository === undefined) {
    return { ...only, label: only.key.slice(path.length) };
  }
  return { key, label: key.slice(path.length), count: rows.length, children };
}
