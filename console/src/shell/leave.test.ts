import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { safeNext } from './leave';

describe('where a sign-in leads', () => {
  beforeEach(() => {
    vi.stubGlobal('window', { location: { origin: 'https://r.example' } });
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it.each([
    ['/console/1/us-east-1/home?f=a~eq~b#x', '/console/1/us-east-1/home?f=a~eq~b#x'],
    [null, '/console/'],
    ['https://evil.example/console/', '/console/'],
    ['//evil.example/console/', '/console/'],
    ['javascript:alert(1)', '/console/'],
    ['/v2/', '/console/'],
    ['/console/../v2/', '/console/'],
  ])('%s leads to %s', (next, target) => {
    expect(safeNext(next)).toBe(target);
  });
});
