import { keep, stored } from '../preferences';

/** A role somebody has switched to in this browser, as they want to see it. */
export interface RecentRole {
  account: string;
  roleName: string;
  displayName: string;
  colour: string;
}

const KEPT_MAX = 5;

/** The last roles of the user with this ARN, the latest first. */
export function recentRoles(user: string): RecentRole[] {
  const kept = stored<unknown>(keyOf(user), []);
  return Array.isArray(kept) ? kept.filter(isRole).slice(0, KEPT_MAX) : [];
}

export function keepRole(user: string, role: RecentRole): void {
  const others = recentRoles(user).filter(other => !isSameRole(other, role));
  keep(keyOf(user), [role, ...others].slice(0, KEPT_MAX));
}

/** How the user wants to see a worn role; undefined when it was not chosen in this browser. */
export function chosenLook(user: string, account: string, name: string): RecentRole | undefined {
  return recentRoles(user).find(
    role => role.account === account && role.roleName.split('/').at(-1) === name,
  );
}

/** Several people may sign in on one browser: each has a list of their own. */
function keyOf(user: string): string {
  return `lading.roles.${user}`;
}

function isSameRole(one: RecentRole, other: RecentRole): boolean {
  return one.account === other.account && one.roleName === other.roleName;
}

function isRole(kept: unknown): kept is RecentRole {
  const role = (kept ?? {}) as Record<string, unknown>;
  return ['account', 'roleName', 'displayName', 'colour'].every(
    name => typeof role[name] === 'string',
  );
}
