import type { ButtonDropdownProps } from '@cloudscape-design/components/button-dropdown';
import { createElement } from 'react';
import type { Session } from '../../api/session';
import { BASE } from '../../url/scope';
import type { RecentRole } from './recentRoles';

/** The number of a recent role follows it. */
export const ROLE_ID = 'role';

/** The user menu from top to bottom; `recent` are the roles to switch to with one click. */
export function menuItems(
  session: Session,
  recent: readonly RecentRole[],
  credentialsHref: string,
): ButtonDropdownProps.Items {
  return [
    accountItem(session),
    ...roleItems(session, recent),
    { id: 'credentials', text: 'My security credentials', href: credentialsHref },
    { id: 'sign-out', text: 'Sign out' },
    { id: 'sign-out-everywhere', text: 'Sign out everywhere' },
  ];
}

/** A dot in the colour that the user chose for a role. */
export function dotOf(fill: string) {
  const circle = createElement('circle', { cx: 8, cy: 8, r: 6, style: { fill, stroke: 'white' } });
  return createElement('svg', { viewBox: '0 0 16 16', 'aria-hidden': true }, circle);
}

function accountItem({ identity: { account } }: Session): ButtonDropdownProps.Item {
  return {
    id: 'copy-account',
    text: `Account ${account}`,
    ariaLabel: `Copy account id ${account}`,
    iconName: 'copy',
  };
}

function roleItems(
  { role, user }: Session,
  recent: readonly RecentRole[],
): ButtonDropdownProps.Item[] {
  const back = role === null ? [] : [{ id: 'leave-role', text: 'Back to user' }];
  // AWS lets no root user switch, either.
  if (user.type === 'Root') return back;
  const switches = recent.map(({ account, roleName, displayName, colour }, index) => ({
    id: `${ROLE_ID}:${index}`,
    text: displayName || roleName,
    secondaryText: `Switch to ${roleName} @ ${account}`,
    iconSvg: dotOf(colour),
  }));
  const other = { id: 'switch-role', text: 'Switch role', href: `${BASE}/switch-role` };
  return [...back, ...switches, other];
}
