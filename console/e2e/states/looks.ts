import AxeBuilder from '@axe-core/playwright';
import { expect, type Locator, type Page } from '@playwright/test';

/** A telephone and a small window, px. */
export const NARROW_WIDTHS = [420, 1024];
const TABS_MAX = 90;

/** The page does not scroll sideways. */
export async function fitsItsWidth(page: Page): Promise<void> {
  const widths = () =>
    page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return scrollWidth - clientWidth;
    });
  await expect.poll(widths, { message: 'pixels wider than the window' }).toBeLessThanOrEqual(0);
}

export async function passesAxe(page: Page, rules?: string): Promise<void> {
  const axe = new AxeBuilder({ page });
  if (rules !== undefined) axe.withRules(rules);
  const { violations } = await axe.analyze();
  expect(
    violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 160))]),
  ).toEqual([]);
}

/** Presses Tab until the control has the focus; every stop on the way must be seen. */
export async function tabTo(page: Page, control: Locator): Promise<void> {
  await expect(control).toBeVisible();
  for (let tab = 0; tab < TABS_MAX; tab++) {
    await page.keyboard.press('Tab');
    const there = await control.evaluate(
      element => element === document.activeElement || element.contains(document.activeElement),
    );
    if (!there) continue;
    await expect.poll(() => focusIsSeen(page), { message: 'a focus that is seen' }).toBe(true);
    return;
  }
  throw new Error(`${TABS_MAX} times Tab did not lead to ${control}`);
}

/** Whether what has the focus shows it: an outline or a ring, its own or of a pseudo-element. */
async function focusIsSeen(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (element === null || !element.matches(':focus-visible')) return false;
    const drawn = ({ outlineStyle, outlineWidth, boxShadow, display }: CSSStyleDeclaration) =>
      display !== 'none' &&
      ((outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none');
    const near = [element, element.parentElement, element.nextElementSibling];
    return near.some(
      one =>
        one !== null &&
        [null, '::before', '::after'].some(part => drawn(getComputedStyle(one, part))),
    );
  });
}
