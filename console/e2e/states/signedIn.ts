import { type Browser, type BrowserContext, test as base, expect } from '@playwright/test';
import { type PlaceName, placeOf } from './places';

interface WorkerFixtures {
  /** Returns the context of who looks at a place; each signs in once for each worker. */
  contextOf: (name: PlaceName | 'visitor') => Promise<BrowserContext>;
}

export const test = base.extend<object, WorkerFixtures>({
  contextOf: [
    async ({ browser }, use) => {
      const open = new Map<string, Promise<BrowserContext>>();
      await use(name => {
        const found = open.get(name) ?? signedIn(browser, name);
        open.set(name, found);
        return found;
      });
      for (const context of open.values()) await (await context).close();
    },
    { scope: 'worker' },
  ],
});

async function signedIn(browser: Browser, name: PlaceName | 'visitor'): Promise<BrowserContext> {
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  if (name === 'visitor') return context;
  const { url, account, person } = placeOf(name);
  const proof =
    'name' in person
      ? { account, user: person.name, password: person.password }
      : { accessKeyId: person.keyId, secretAccessKey: person.secret };
  // The cookie of a sign-in by the form would be the same one.
  const answer = await context.request.post(`${url}/console/session`, {
    data: proof,
    headers: { Origin: url, 'Sec-Fetch-Site': 'same-origin' },
  });
  expect(answer.status(), await answer.text()).toBe(200);
  return context;
}
