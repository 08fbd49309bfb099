import { describe, expect, it } from 'vitest';
import { arranged, sortingOf, sortingText } from './arrange';
import type { Column } from './column';

interface Image {
  tag?: string;
  bytes: number;
}

const columns: Column<Image>[] = [
  { id: 'tag', heading: 'Tag', cell: () => null, value: one => one.tag, filter: 'text', width: 1 },
  {
    id: 'bytes',
    heading: 'Size',
    cell: () => null,
    value: one => one.bytes,
    filter: 'number',
    width: 1,
  },
];
const images: Image[] = [
  { tag: 'v1.10', bytes: 5 },
  { bytes: 1 },
  { tag: 'v1.9', bytes: 30 },
  { tag: 'Latest', bytes: 200 },
];
const tags = (found: Image[]) => found.map(({ tag }) => tag);
const token = (property: string, operator: string, value: string) => ({
  property,
  operator,
  value,
});

describe('lists', () => {
  it('sort numbers within names as people count; what has no value comes last', () => {
    expect(tags(arranged(images, columns, [], sortingOf('tag')))).toEqual([
      'Latest',
      'v1.9',
      'v1.10',
      undefined,
    ]);
    expect(tags(arranged(images, columns, [], sortingOf('-tag'))).at(-1)).toBeUndefined();
  });

  it.each([
    ['contains', token('tag', ':', 'V1'), ['v1.10', 'v1.9']],
    ['is', token('tag', '=', 'latest'), ['Latest']],
    ['is not', token('tag', '!=', 'latest'), ['v1.10', undefined, 'v1.9']],
    ['begins with', token('tag', '^', 'v1.1'), ['v1.10']],
    ['is greater', token('bytes', '>', '29'), ['v1.9', 'Latest']],
    ['free text', token('', ':', 'LATE'), ['Latest']],
    ['not this free text', token('', '!:', 'v1'), [undefined, 'Latest']],
  ])('filter: %s', (_what, one, expected) => {
    expect(tags(arranged(images, columns, [one], null))).toEqual(expected);
  });

  it('write their order into the address and read it back', () => {
    expect(sortingOf(sortingText({ column: 'pushed', descending: true }))).toEqual({
      column: 'pushed',
      descending: true,
    });
    expect(sortingOf('')).toBeNull();
  });
});
