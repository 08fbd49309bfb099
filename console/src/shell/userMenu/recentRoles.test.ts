import { afterEach, beforeEach, expect, it, vi } from 'vitest';

const MARY = 'arn:aws:iam::123456789012:user/mary';
const role = (roleName: string, colour = '#b91c1c') => ({
  account: '123456789012',
  roleName,
  displayName: '',
  colour,
});

/** The module reads what the browser prefers as soon as it is there. */
async function loaded() {
  return await import('./recentRoles');
}

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal('window', { matchMedia: () => ({ matches: false }) });
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  });
});
afterEach(() => vi.unstubAllGlobals());

it('keeps the last five roles, the latest first and each once', async () => {
  const { keepRole, recentRoles } = await loaded();
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'c']) keepRole(MARY, role(name));
  expect(recentRoles(MARY).map(({ roleName }) => roleName)).toEqual(['c', 'f', 'e', 'd', 'b']);
});

it('keeps them for each user', async () => {
  const { keepRole, recentRoles } = await loaded();
  keepRole(MARY, role('a'));
  expect(recentRoles('arn:aws:iam::123456789012:user/ana')).toEqual([]);
});

it('remembers how a role is to look, whatever its path', async () => {
  const { chosenLook, keepRole } = await loaded();
  keepRole(MARY, role('ops/deployer', '#166534'));
  expect(chosenLook(MARY, '123456789012', 'deployer')?.colour).toBe('#166534');
  expect(chosenLook(MARY, '999999999999', 'deployer')).toBeUndefined();
});

it('takes nothing from storage that is not a list of roles', async () => {
  const { recentRoles } = await loaded();
  for (const odd of ['{}', '[1, null, {"account": 5}]', 'not JSON']) {
    localStorage.setItem(`lading.roles.${MARY}`, odd);
    expect(recentRoles(MARY)).toEqual([]);
  }
});
