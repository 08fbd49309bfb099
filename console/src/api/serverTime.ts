const RESOLUTION_MS = 1000;

/**
 * What the server's clock says, ms since 1970: it reads `at` or up to a second more. Null when the
 * answer does not tell, or there is none. The browser's own clock may be wrong.
 */
export async function serverTime(): Promise<{ at: number; until: number } | null> {
  const answer = await fetch('/console/config.json', { cache: 'no-store' }).catch(() => null);
  const at = Date.parse(answer?.headers.get('date') ?? '');
  return Number.isNaN(at) ? null : { at, until: at + RESOLUTION_MS };
}
