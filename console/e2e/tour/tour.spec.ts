import { mkdirSync, writeFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';
import { settled } from '../page/settled';
import { placeOf } from '../states/places';
import { test } from '../states/signedIn';
import { tour } from './screens';

const FOLDER = process.env.LADING_E2E_TOUR ?? 'screens/tour';
const BYTES_MAX = 120_000;
const QUALITIES = [85, 75, 65, 50];

for (const { name, path, act, sees } of tour) {
  test(`screen ${name}`, async ({ contextOf }) => {
    const place = placeOf('house');
    const page = await (await contextOf('house')).newPage();
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.addInitScript(() => localStorage.setItem('lading.preferences', '{"mode":"light"}'));
    await page.goto(`${place.url}/console/${place.account}/${place.region}/${path(place)}`);
    await settled(page);
    await act?.(page);
    await settled(page);
    for (const text of sees(place)) {
      await expect(page.locator('body')).toContainText(text, { useInnerText: true });
    }
    const picture = await webpOf(page);
    expect(picture.length).toBeLessThanOrEqual(BYTES_MAX);
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(`${FOLDER}/${name}.webp`, picture);
    await page.close();
  });
}

/** The window as WebP, of the best quality that is small enough. */
async function webpOf(page: Page): Promise<Buffer> {
  const browser = await page.context().newCDPSession(page);
  let picture = Buffer.alloc(0);
  for (const quality of QUALITIES) {
    const { data } = await browser.send('Page.captureScreenshot', { format: 'webp', quality });
    picture = Buffer.from(data, 'base64');
    if (picture.length <= BYTES_MAX) break;
  }
  return picture;
}
