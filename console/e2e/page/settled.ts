import { expect, type Page } from '@playwright/test';

/** Waits until no call is in flight. */
export async function settled(page: Page): Promise<void> {
  await expect(page.locator('html')).toHaveAttribute('data-busy', '0');
}
