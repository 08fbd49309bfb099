import type { Locator, Page } from '@playwright/test';
import type { Place, PlaceName } from './places';

/** The columns of the table, in its order. */
export const STATES = {
  empty: 'empty',
  loading: 'loading',
  error: 'error',
  denied: 'no permission',
  long: 'long names',
  crowd: 'thousands',
  narrow: 'narrow',
  dark: 'dark',
  keyboard: 'keyboard only',
} as const;

export type State = keyof typeof STATES;

/** One page in one state; what is left out comes from the page and the state. */
export interface Cell {
  place?: PlaceName;
  path?: (place: Place) => string;
  /** What brings the state about after the page was opened. */
  act?: (page: Page, place: Place) => Promise<void>;
  /** The call that is held (loading) or fails (error): an operation, or method and path. */
  call?: string;
  /** Texts that must be on the page then. */
  sees: readonly string[];
  /** Keyboard only: the control that Tab has to reach, and keys pressed there. */
  to?: (page: Page) => Locator;
  keys?: readonly string[];
}

/** A cell, or why this page has no such state. */
export type CellOrWhy = Cell | string;

/** A page of the console: a row of the table. */
export interface Row {
  /** Of its screenshots: `<id>-<state>.png`. */
  id: string;
  title: string;
  /** Below account and Region; an absolute one begins with a slash. */
  path: (place: Place) => string;
  /** Nobody is signed in. */
  visitor?: true;
  /** The call that brings what the page is about. */
  call: string;
  /** Texts that say that the page is there, used for `narrow` and `dark`. */
  sees: (place: Place) => readonly string[];
  cells: Record<Exclude<State, 'narrow' | 'dark'>, CellOrWhy>;
}
