import type { TopNavigationProps } from '@cloudscape-design/components/top-navigation';
import { leaveRole, type Session, switchRole } from '../../api/session';
import { BASE, useScope } from '../../url/scope';
import { leave, openAnew } from '../leave';
import { notify } from '../notifications';
import { useSession } from '../session';
import { dotOf, menuItems, ROLE_ID } from './menuItems';
import { chosenLook, keepRole, type RecentRole, recentRoles } from './recentRoles';

export function useUserMenu(): TopNavigationProps.MenuDropdownUtility {
  const session = useSession();
  const { href } = useScope();
  const { identity, role, user } = session;
  const look = role === null ? undefined : chosenLook(user.arn, role.account, role.name);
  const name = look?.displayName || role?.name || user.userName || 'root';
  const recent = recentRoles(user.arn);
  return {
    type: 'menu-dropdown',
    ...(look === undefined ? { iconName: 'user-profile' } : { iconSvg: dotOf(look.colour) }),
    text: `${name} @ ${identity.accountAlias ?? identity.account}`,
    description: identity.arn,
    ariaLabel: `${name}, account ${identity.account}`,
    items: menuItems(session, recent, href('iam/me')),
    onItemClick: ({ detail }) => {
      choose(detail.id, session, recent).catch(refused);
    },
  };
}

async function choose(id: string, session: Session, recent: readonly RecentRole[]): Promise<void> {
  const [key, value] = id.split(':');
  if (key === ROLE_ID) await wear(recent[Number(value)], session.user.arn);
  else if (id === 'copy-account') await copyAccount(session.identity.account);
  else if (id === 'sign-out') await leave();
  else if (id === 'sign-out-everywhere') await leave('', true);
  else if (id === 'leave-role') {
    await leaveRole();
    openAnew(`${BASE}/`);
  }
}

async function wear(role: RecentRole | undefined, user: string): Promise<void> {
  if (role === undefined) return;
  await switchRole({ account: role.account, roleName: role.roleName });
  keepRole(user, role);
  openAnew(`${BASE}/`);
}

/** Puts the id on the clipboard; where browsers keep it from pages (plain http), shows the id. */
async function copyAccount(account: string): Promise<void> {
  const clipboard: Clipboard | undefined = navigator.clipboard;
  const copied = await clipboard?.writeText(account).then(
    () => true,
    () => false,
  );
  notify({ type: 'info', content: `Account id ${account}${copied ? ' is copied.' : ''}` });
}

function refused(error: Error): void {
  notify({ type: 'error', content: error.message });
}
