import { readFileSync } from 'node:fs';

/** How somebody signs in: a user with a password, root with its access key. */
export type Person = { name: string; password: string } | { keyId: string; secret: string };

/** An account in a Region, who looks, and what there is to see; written by tests/console. */
export interface Place {
  url: string;
  account: string;
  region: string;
  person: Person;
  /** What a place does not have is empty. */
  repository: string;
  digest: string;
  index: string;
  trail: string;
  group: string;
  stream: string;
  user: string;
  role: string;
  /** Ids of events, newest first. */
  events: string[];
}

/**
 * `house`: ordinary things and people at work. `nobody`: the same, seen by a user without
 * permissions. `fresh`: a server on which nothing has been done. `bare`: things without contents.
 * `long`: the longest legal names. `crowd`: thousands of everything.
 */
export type PlaceName = 'house' | 'nobody' | 'fresh' | 'bare' | 'long' | 'crowd';

let read: Record<PlaceName, Place> | undefined;

export function placeOf(name: PlaceName): Place {
  if (read === undefined) {
    const path = process.env.LADING_E2E_PLACES;
    if (path === undefined) throw new Error('LADING_E2E_PLACES names no file: run tests/console');
    read = JSON.parse(readFileSync(path, 'utf8')) as Record<PlaceName, Place>;
  }
  return read[name];
}
