import { describe, expect, it } from 'vitest';
import { bytesText, counted, middleCut, shortDigest, visibleText } from './format';
import { agoText, instantText, zoneText } from './timeText';

describe('values', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1536, '1.5 KiB'],
    [150 * 1024, '150 KiB'],
    [3 * 1024 ** 3, '3.0 GiB'],
  ])('%d bytes read %s', (bytes, text) => {
    expect(bytesText(bytes)).toBe(text);
  });

  it('have nouns in the right number', () => {
    expect(counted(1, 'image')).toBe('1 image');
    expect(counted(12_345, 'repository', 'repositories')).toBe('12,345 repositories');
  });

  it('lose their middle, not their ends', () => {
    expect(middleCut('team/very-long-name', 11)).toBe('team/…-name');
    expect(middleCut('short', 11)).toBe('short');
    expect(shortDigest(`sha256:${'ab'.repeat(32)}`)).toBe('abababababab');
  });

  it('show what hides in them', () => {
    expect(visibleText('a\u202eb\u0000c\u001b[31m')).toBe('a\\u202eb\\u0000c\\u001b[31m');
    expect(visibleText('plain é 漢')).toBe('plain é 漢');
  });
});

describe('times', () => {
  const noon = new Date('2026-01-31T12:00:00Z');

  it('read in UTC', () => {
    expect(instantText(noon, 'utc')).toBe('2026-01-31 12:00:00');
    expect(zoneText(noon, 'utc')).toBe('UTC');
  });

  it.each([
    [10, 'now'],
    [61, '1 min ago'],
    [7_300, '2 h ago'],
    [90_000, '1 day ago'],
    [200_000, '2 days ago'],
    [-7_300, 'in 2 h'],
  ])('%d seconds later it was %s', (seconds, text) => {
    expect(agoText(noon, new Date(noon.getTime() + seconds * 1000))).toBe(text);
  });
});
