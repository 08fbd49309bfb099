import type { Page } from '@playwright/test';
import { BROKEN } from './broken';
import type { Cell } from './cell';

/** What a page says of a call that failed: code, message and request id as they came. */
export function failed(call?: string): Cell {
  const sees = [BROKEN.code, BROKEN.message, BROKEN.requestId];
  return call === undefined ? { sees } : { sees, call };
}

/** What a page says to somebody who lacks a permission, and the statement that gives it. */
export function lacks(action: string): Cell {
  return { sees: [`It may not ${action} on`, `"Action": "${action}"`, 'Request id:'] };
}

export const FORM_EMPTY = 'A form begins empty.';
export const FORM_ROWS = 'A form has no rows.';
export const ONE_THING = 'It is about one thing.';

/** Clicks a button by its test id. */
export function click(testId: string): (page: Page) => Promise<void> {
  return page => page.getByTestId(testId).first().click();
}

export async function fillIn(page: Page, testId: string, text: string): Promise<void> {
  await page.getByTestId(testId).locator('input').fill(text);
}
