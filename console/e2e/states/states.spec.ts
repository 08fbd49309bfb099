import { writeFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';
import { settled } from '../page/settled';
import { fail, hold } from './calls';
import { type Cell, type Row, STATES, type State } from './cell';
import { fitsItsWidth, NARROW_WIDTHS, passesAxe, tabTo } from './looks';
import { pages } from './pages';
import { type Place, type PlaceName, placeOf } from './places';
import { contactSheet } from './sheet';
import { test } from './signedIn';

const SCREENS = `${process.env.LADING_E2E_SCREENS ?? 'screens'}/states`;
const WIDE = { width: 1440, height: 900 };
/** A spinner, by itself or in a button; tables say instead what they are reading. */
const SPINNER = '[class*="awsui_circle-left"]';
const READING = /^(Loading|Reading) /;
const PLACE_OF: Record<State, PlaceName> = {
  empty: 'fresh',
  loading: 'house',
  error: 'house',
  denied: 'nobody',
  long: 'long',
  crowd: 'crowd',
  narrow: 'house',
  dark: 'house',
  keyboard: 'house',
};

test.describe.configure({ mode: 'parallel' });
// A trace of each cell would take longer than the cells; their screenshots are kept anyway.
test.use({ trace: 'off' });

for (const row of pages) {
  for (const state of Object.keys(STATES) as State[]) {
    const cell = cellOf(row, state);
    if (typeof cell === 'string') continue;
    test(`${row.id} ${state}`, async ({ contextOf }) => {
      const name = cell.place ?? PLACE_OF[state];
      const context = await contextOf(row.visitor === true ? 'visitor' : name);
      const page = await context.newPage();
      try {
        await look(page, row, state, cell, placeOf(name));
      } finally {
        await page.close();
      }
    });
  }
}

test.afterAll(() => writeFileSync(`${SCREENS}/index.html`, contactSheet(pages)));

function cellOf(row: Row, state: State): Cell | string {
  if (state === 'narrow' || state === 'dark') return { sees: [] };
  return row.cells[state];
}

async function look(page: Page, row: Row, state: State, cell: Cell, place: Place): Promise<void> {
  const errors: string[] = [];
  page.on('pageerror', error => errors.push(error.message));
  const call = cell.call ?? row.call;
  const release = state === 'loading' ? await hold(page, call) : undefined;
  if (state === 'error') await fail(page, call);
  await page.addInitScript(prefer, state === 'dark' ? 'dark' : 'light');
  await page.setViewportSize(WIDE);
  await page.goto(address(place, (cell.path ?? row.path)(place)));
  try {
    if (state !== 'loading' || cell.act !== undefined) await ready(page, row);
    await cell.act?.(page, place);
    if (state === 'keyboard') await byKeyboard(page, row, cell);
    await CHECKS[state](page, row, cell, place);
  } finally {
    await release?.();
  }
  expect(errors).toEqual([]);
}

function address({ url, account, region }: Place, path: string): string {
  return path.startsWith('/') ? url + path : `${url}/console/${account}/${region}/${path}`;
}

async function ready(page: Page, row: Row): Promise<void> {
  if (row.visitor !== true) await settled(page);
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
}

async function sees(page: Page, texts: readonly string[]): Promise<void> {
  const all = page.locator('body');
  for (const text of texts) await expect(all).toContainText(text, { useInnerText: true });
}

type Check = (page: Page, row: Row, cell: Cell, place: Place) => Promise<void>;

const CHECKS: Record<State, Check> = {
  empty: async (page, row, cell) => {
    await sees(page, cell.sees);
    await passesAxe(page);
    await shoot(page, `${row.id}-empty`);
  },
  loading: async (page, row, cell) => {
    await sees(page, cell.sees);
    const waiting = page.locator(SPINNER).or(page.getByText(READING));
    await expect(waiting.first()).toBeVisible();
    await fitsItsWidth(page);
    await shoot(page, `${row.id}-loading`);
  },
  error: async (page, row, cell) => {
    await sees(page, cell.sees);
    await passesAxe(page);
    await shoot(page, `${row.id}-error`);
  },
  denied: async (page, row, cell) => {
    await sees(page, cell.sees);
    await shoot(page, `${row.id}-denied`);
  },
  long: async (page, row, cell) => {
    await sees(page, cell.sees);
    await fitsItsWidth(page);
    await shoot(page, `${row.id}-long`);
  },
  crowd: async (page, row, cell) => {
    await sees(page, cell.sees);
    await fitsItsWidth(page);
    await shoot(page, `${row.id}-crowd`);
  },
  narrow: async (page, row, _cell, place) => {
    for (const width of NARROW_WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      await sees(page, row.sees(place));
      await fitsItsWidth(page);
      await shoot(page, `${row.id}-narrow-${width}`);
    }
  },
  dark: async (page, row, _cell, place) => {
    await sees(page, row.sees(place));
    await expect(page.locator('body')).toHaveClass(/awsui-dark-mode/);
    await passesAxe(page, 'color-contrast');
    await shoot(page, `${row.id}-dark`);
  },
  keyboard: async page => fitsItsWidth(page),
};

/** From the top of the page to its main control by Tab alone, and what its keys do. */
async function byKeyboard(page: Page, row: Row, cell: Cell): Promise<void> {
  if (cell.to === undefined) throw new Error(`${row.id}: no control to reach`);
  await tabTo(page, cell.to(page));
  await shoot(page, `${row.id}-keyboard`);
  for (const key of cell.keys ?? ['Enter']) await page.keyboard.press(key);
  await sees(page, cell.sees);
}

async function shoot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `${SCREENS}/${name}.png`, animations: 'disabled' });
}

function prefer(mode: string): void {
  localStorage.setItem('lading.preferences', JSON.stringify({ mode }));
}
