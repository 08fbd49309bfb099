import { applyDensity, applyMode, Density, Mode } from '@cloudscape-design/global-styles';
import { store, useStore } from '../api/store';

export type ModeChoice = 'light' | 'dark' | 'system';

/** What one browser prefers; `boot.js` reads mode and density before the first paint. */
export interface Preferences {
  mode: ModeChoice;
  density: 'comfortable' | 'compact';
  timeZone: 'local' | 'utc';
  navigationOpen: boolean;
}

const KEY = 'lading.preferences';
const DEFAULTS: Preferences = {
  mode: 'system',
  density: 'comfortable',
  timeZone: 'local',
  navigationOpen: true,
};
const DARK = window.matchMedia('(prefers-color-scheme: dark)');

const preferences = store<Preferences>({ ...DEFAULTS, ...stored<Partial<Preferences>>(KEY, {}) });

export function usePreferences(): Preferences {
  return useStore(preferences);
}

export function prefer(change: Partial<Preferences>): void {
  preferences.set({ ...preferences.get(), ...change });
  keep(KEY, preferences.get());
  paint();
}

/** Follows the system's theme for as long as the user leaves it to the system. */
export function followSystemTheme(): () => void {
  DARK.addEventListener('change', paint);
  return () => DARK.removeEventListener('change', paint);
}

/** Reads a value this browser keeps; storage that is off or broken counts as empty. */
export function stored<Value>(key: string, initial: Value): Value {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') ?? initial;
  } catch {
    return initial;
  }
}

export function keep(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Storage is off: the choice lasts until the page is left.
  }
}

function paint(): void {
  const { mode, density } = preferences.get();
  const dark = mode === 'dark' || (mode === 'system' && DARK.matches);
  applyMode(dark ? Mode.Dark : Mode.Light);
  applyDensity(density === 'compact' ? Density.Compact : Density.Comfortable);
}
