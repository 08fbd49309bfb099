import { keep, stored } from './preferences';

/** A role this browser has switched to, as its user wants to see it. */
export interface RecentRole {
  account: string;
  roleName: string;
  displayName: string;
  colour: string;
}

const KEY = 'lading.roles';
const KEPT_MAX = 5;

export function recentRoles(): RecentRole[] {
  return stored<RecentRole[]>(KEY, []);
}

export function keepRole(role: RecentRole): void {
  const others = recentRoles().filter(
    ({ account, roleName }) => account !== role.account || roleName !== role.roleName,
  );
  keep(KEY, [role, ...others].slice(0, KEPT_MAX));
}

/** How the user wants to see a worn role; undefined when it was not chosen in this browser. */
export function chosenLook(account: string, name: string): RecentRole | undefined {
  return recentRoles().find(
    role => role.account === account && role.roleName.split('/').at(-1) === name,
  );
}
