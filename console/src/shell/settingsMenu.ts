import type { ButtonDropdownProps } from '@cloudscape-design/components/button-dropdown';
import type { TopNavigationProps } from '@cloudscape-design/components/top-navigation';
import { type Preferences, prefer, usePreferences } from './preferences';

/** The choices of one preference, each with the word for it. */
type Choices = readonly (readonly [choice: string, word: string])[];

const MODES: Choices = [
  ['system', 'System'],
  ['light', 'Light'],
  ['dark', 'Dark'],
];
const DENSITIES: Choices = [
  ['comfortable', 'Comfortable'],
  ['compact', 'Compact'],
];
const TIME_ZONES: Choices = [
  ['local', 'Local'],
  ['utc', 'UTC'],
];

/** How this browser shows the console, whoever is signed in. */
export function useSettingsMenu(): TopNavigationProps.MenuDropdownUtility {
  const { mode, density, timeZone } = usePreferences();
  return {
    type: 'menu-dropdown',
    iconName: 'settings',
    ariaLabel: 'Settings',
    items: [
      group('Theme', 'mode', MODES, mode),
      group('Density', 'density', DENSITIES, density),
      group('Time zone', 'timeZone', TIME_ZONES, timeZone),
    ],
    onItemClick: ({ detail }) => {
      const [name, choice] = detail.id.split(':');
      prefer({ [name as keyof Preferences]: choice });
    },
  };
}

function group(
  text: string,
  name: keyof Preferences,
  choices: Choices,
  chosen: string,
): ButtonDropdownProps.ItemGroup {
  const items = choices.map(([choice, word]) => ({
    id: `${name}:${choice}`,
    text: word,
    itemType: 'checkbox' as const,
    checked: choice === chosen,
  }));
  return { id: name, text, items };
}
