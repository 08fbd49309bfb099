import AxeBuilder from '@axe-core/playwright';
import { type Browser, test as base, expect, type Page } from '@playwright/test';
import { SignInPage } from './page/SignInPage';
import { settled } from './page/settled';
import { world } from './world';

type StorageState = Awaited<ReturnType<Awaited<ReturnType<Browser['newContext']>>['storageState']>>;

interface Fixtures {
  /** A page nobody is signed in on. */
  visitor: Page;
  /** A page of Mary's, who may do everything. */
  mary: Page;
  /** A page of somebody who may do nothing. */
  nobody: Page;
}

interface WorkerFixtures {
  maryState: StorageState;
  nobodyState: StorageState;
}

/** What the browser says of no page that is right: errors, refused scripts, other origins. */
function watched(page: Page): string[] {
  const wrong: string[] = [];
  page.on('pageerror', error => wrong.push(`error: ${error.message}`));
  page.on('console', message => {
    // The browser's own line about an answer of 4xx; which those are is up to the test.
    const answered = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !answered) wrong.push(`console: ${message.text()}`);
  });
  page.on('request', request => {
    const { origin, protocol } = new URL(request.url());
    const own = origin === world.url || protocol === 'data:' || protocol === 'blob:';
    if (!own) wrong.push(`other origin: ${request.url()}`);
  });
  return wrong;
}

async function stateOf(browser: Browser, person: { name: string; password: string }) {
  const context = await browser.newContext();
  const signIn = new SignInPage(await context.newPage());
  await signIn.open();
  await signIn.asUser(person.name, person.password);
  await expect(signIn.page.getByRole('heading', { level: 1, name: 'Home' })).toBeVisible();
  await settled(signIn.page);
  const state = await context.storageState();
  await context.close();
  return state;
}

async function usePage(
  browser: Browser,
  state: StorageState | undefined,
  use: (page: Page) => Promise<void>,
) {
  const context = await browser.newContext(state === undefined ? {} : { storageState: state });
  const page = await context.newPage();
  const wrong = watched(page);
  await use(page);
  await context.close();
  expect(wrong).toEqual([]);
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  maryState: [
    async ({ browser }, use) => use(await stateOf(browser, world.mary)),
    { scope: 'worker' },
  ],
  nobodyState: [
    async ({ browser }, use) => use(await stateOf(browser, world.nobody)),
    { scope: 'worker' },
  ],
  visitor: ({ browser }, use) => usePage(browser, undefined, use),
  mary: ({ browser, maryState }, use) => usePage(browser, maryState, use),
  nobody: ({ browser, nobodyState }, use) => usePage(browser, nobodyState, use),
});

/** No violation of any rule on the page as it is now; in dark, of those about colour. */
export async function accessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const axe = new AxeBuilder({ page });
    if (colorScheme === 'dark') axe.withRules('color-contrast');
    const { violations } = await axe.analyze();
    const found = violations.map(({ id, nodes }) => ({
      rule: id,
      mode: colorScheme,
      nodes: nodes.map(({ html, failureSummary }) => `${html.slice(0, 200)} ${failureSummary}`),
    }));
    expect(found).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

export { expect };
