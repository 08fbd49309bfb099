import { describe, expect, it } from 'vitest';
import { fewAtATime } from './fewAtATime';

/** Work that ends when it is told to. */
function pieces(count: number) {
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const works = Array.from({ length: count }, (_, index) => () => {
    begun.push(index);
    return new Promise<number>(resolve => {
      ends[index] = () => resolve(index);
    });
  });
  return { begun, ends, works };
}

describe('work in turn', () => {
  it('is under way for no more than so many; the next begins when one has ended', async () => {
    const inTurn = fewAtATime(2);
    const { begun, ends, works } = pieces(3);
    const [first, ...rest] = works.map(work => inTurn(work));
    expect(begun).toEqual([0, 1]);
    ends[0]?.();
    await first;
    await Promise.resolve();
    expect(begun).toEqual([0, 1, 2]);
    ends[1]?.();
    ends[2]?.();
    expect(await Promise.all(rest)).toEqual([1, 2]);
  });

  it('is not begun when it was aborted in line, and failures make room', async () => {
    const inTurn = fewAtATime(1);
    const leaving = new AbortController();
    const { begun, works } = pieces(1);
    const failing = inTurn(() => Promise.reject(new Error('refused')));
    const aborted = inTurn(works[0] as () => Promise<number>, leaving.signal);
    leaving.abort();
    await expect(failing).rejects.toThrow('refused');
    await expect(aborted).rejects.toThrow(/abort/i);
    expect(begun).toEqual([]);
    expect(await inTurn(async () => 'next')).toBe('next');
  });
});
