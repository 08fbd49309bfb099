import { readFileSync } from 'node:fs';

interface Person {
  name: string;
  password: string;
}

/** The server under test and who is there; written by tests/console. */
export interface World {
  url: string;
  account: string;
  region: string;
  root: { keyId: string; secret: string };
  /** May do everything. */
  mary: Person;
  /** May do nothing. */
  nobody: Person;
  /** Has an index of two platforms under the tags 1.9, 1.10 and latest, pushed by a real client. */
  repository: string;
  /** Of the specs in books/: a trail that logs, with digests, and the role it writes its log with. */
  trail: string;
  role: string;
  /** Of the specs in books/: a role that Mary can switch to. */
  worn: string;
}

function read(): World {
  const path = process.env.LADING_E2E_WORLD;
  if (path === undefined) throw new Error('LADING_E2E_WORLD names no file: run tests/console');
  return JSON.parse(readFileSync(path, 'utf8'));
}

export const world = read();

/** The address of a page below account and Region. */
export function at(page: string): string {
  return `${world.url}/console/${world.account}/${world.region}/${page}`;
}
