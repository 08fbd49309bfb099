import type { ButtonDropdownProps } from '@cloudscape-design/components/button-dropdown';
import type { TopNavigationProps } from '@cloudscape-design/components/top-navigation';
import { createElement } from 'react';
import { leaveRole, type Session } from '../api/session';
import { BASE } from '../url/scope';
import { leave, openAnew } from './leave';
import { type ModeChoice, type Preferences, prefer, usePreferences } from './preferences';
import { chosenLook } from './recentRoles';
import { useSession } from './session';

const MODES: readonly ModeChoice[] = ['system', 'light', 'dark'];
const WORDS: Record<string, string> = {
  system: 'System',
  light: 'Light',
  dark: 'Dark',
  comfortable: 'Comfortable',
  compact: 'Compact',
  local: 'Local',
  utc: 'UTC',
};

export function useUserMenu(): TopNavigationProps.MenuDropdownUtility {
  const session = useSession();
  const preferences = usePreferences();
  const { identity, role, user } = session;
  const look = role === null ? undefined : chosenLook(role.account, role.name);
  const name = look?.displayName || role?.name || user.userName || 'root';
  return {
    type: 'menu-dropdown',
    ...(look === undefined ? { iconName: 'user-profile' } : { iconSvg: dotOf(look.colour) }),
    text: `${name} @ ${identity.accountAlias ?? identity.account}`,
    description: identity.arn,
    ariaLabel: `${name}, account ${identity.account}`,
    items: [...roleItems(session), ...preferenceItems(preferences), signOutItem],
    expandableGroups: true,
    onItemClick: ({ detail }) => choose(detail.id),
  };
}

/** A dot in the colour that the user chose for the role. */
function dotOf(fill: string) {
  const circle = createElement('circle', { cx: 8, cy: 8, r: 6, style: { fill, stroke: 'white' } });
  return createElement('svg', { viewBox: '0 0 16 16', 'aria-hidden': true }, circle);
}

const signOutItem: ButtonDropdownProps.Item = { id: 'sign-out', text: 'Sign out' };

function roleItems({ role, user }: Session): ButtonDropdownProps.Item[] {
  const items: ButtonDropdownProps.Item[] = [];
  if (role) items.push({ id: 'leave-role', text: 'Back to user' });
  // AWS lets no root user switch, either.
  if (user.type !== 'Root') {
    items.push({ id: 'switch-role', text: 'Switch role', href: `${BASE}/switch-role` });
  }
  return items;
}

function preferenceItems({ mode, density, timeZone }: Preferences): ButtonDropdownProps.Items {
  return [
    group('Theme', 'mode', MODES, mode),
    group('Density', 'density', ['comfortable', 'compact'], density),
    group('Time zone', 'timeZone', ['local', 'utc'], timeZone),
  ];
}

function group(
  text: string,
  key: string,
  choices: readonly string[],
  chosen: string,
): ButtonDropdownProps.ItemGroup {
  const items = choices.map(choice => ({
    id: `${key}:${choice}`,
    text: WORDS[choice] ?? choice,
    itemType: 'checkbox' as const,
    checked: choice === chosen,
  }));
  return { id: key, text, items };
}

async function choose(id: string): Promise<void> {
  const [key, value] = id.split(':');
  if (value !== undefined) prefer({ [key as string]: value });
  else if (id === 'sign-out') await leave();
  else if (id === 'leave-role') {
    await leaveRole();
    openAnew(`${BASE}/`);
  }
}
