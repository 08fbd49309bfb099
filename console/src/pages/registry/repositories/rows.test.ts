import { describe, expect, it } from 'vitest';
import { nested, type RepositoryRow, rowOf } from './rows';

const rows = (...names: string[]) => names.map(repositoryName => rowOf({ repositoryName }));

function outline(found: readonly RepositoryRow[], indent = ''): string[] {
  return found.flatMap(({ label, repository, count, children }) => [
    `${indent}${label}${repository === undefined ? ` ${count}` : ''}`,
    ...outline(children, `${indent}  `),
  ]);
}

describe('the tree of repositories', () => {
  it('has a group for each part before a slash, with the number of repositories in it', () => {
    expect(
      outline(nested(rows('app', 'team', 'team/api', 'team/web/site', 'team/web/shop'))),
    ).toEqual(['app', 'team', 'team/ 3', '  api', '  web/ 2', '    site', '    shop']);
  });

  it('makes one group of those that hold nothing else', () => {
    expect(outline(nested(rows('a/b/c/x', 'a/b/c/y')))).toEqual(['a/b/c/ 2', '  x', '  y']);
    expect(outline(nested(rows('a/b/x')))).toEqual(['a/b/ 1', '  x']);
  });

  it('keeps the order in which it was given, and the names', () => {
    const tree = nested(rows('z/1', 'a', 'z/2'));
    expect(outline(tree)).toEqual(['z/ 2', '  1', '  2', 'a']);
    expect(tree[0]?.children.map(({ key }) => key)).toEqual(['z/1', 'z/2']);
    expect(nested([])).toEqual([]);
  });

  it('stands the deepest names that there can be', () => {
    const deep = `${'a/'.repeat(127)}aa`;
    expect(outline(nested(rows(deep, `${deep}b`)))).toHaveLength(3);
  });
});
