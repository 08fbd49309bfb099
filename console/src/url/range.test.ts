import { describe, expect, it } from 'vitest';
import {
  durationMinutes,
  durationOf,
  type Range,
  rangeOf,
  rangeText,
  spanOf,
  withRange,
} from './range';

describe('durations', () => {
  it.each([
    ['PT30M', 30],
    ['PT3H', 180],
    ['P7D', 10_080],
    ['P1DT1H', 1500],
  ])('reads %s', (text, minutes) => {
    expect(durationMinutes(text)).toBe(minutes);
  });

  it.each(['', 'P', '3H', 'PT0M', 'PT-1H', 'P1Y'])('refuses %j', text => {
    expect(durationMinutes(text)).toBeNull();
  });

  it('writes the largest unit that fits', () => {
    expect([durationOf(90), durationOf(180), durationOf(1440)]).toEqual(['PT90M', 'PT3H', 'P1D']);
  });
});

describe('ranges in the address', () => {
  const absolute: Range = {
    kind: 'absolute',
    from: new Date('2026-01-31T10:00:00Z'),
    to: new Date('2026-01-31T11:30:00.500Z'),
  };

  it('come back as they were written', () => {
    for (const range of [absolute, { kind: 'relative', duration: 'P7D' }] as const) {
      expect(rangeOf(withRange(new URLSearchParams('f=a'), range, 'PT3H'), 'PT3H')).toEqual(range);
    }
  });

  it('leave out the default and keep what is not theirs', () => {
    const before = new URLSearchParams('f=a&range=P7D&other=1');
    const after = withRange(before, { kind: 'relative', duration: 'PT3H' }, 'PT3H');
    expect(after.toString()).toBe('f=a&other=1');
  });

  it.each(['range=never', 'from=2026-01-31&to=nonsense', 'from=2026-02-01&to=2026-01-01'])(
    'fall back to the default for %s',
    query => {
      const range = rangeOf(new URLSearchParams(query), 'PT3H');
      expect(range).toEqual({ kind: 'relative', duration: 'PT3H' });
    },
  );

  it('reach back from now, or lie between two instants', () => {
    const now = Date.parse('2026-01-31T12:00:00Z');
    expect(spanOf({ kind: 'relative', duration: 'PT3H' }, now)).toEqual({
      from: new Date('2026-01-31T09:00:00Z'),
    });
    expect(spanOf(absolute, now).to).toEqual(absolute.to);
  });

  it('read as words', () => {
    expect(rangeText({ kind: 'relative', duration: 'PT3H' })).toBe('last 3 hours');
    expect(rangeText({ kind: 'relative', duration: 'P1D' })).toBe('last day');
  });
});
