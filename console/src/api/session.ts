/** The session endpoint: the one part of the server that is not an AWS API (docs/console.md). */

import { connection } from './connection';

export interface Identity {
  type: 'Root' | 'IAMUser' | 'AssumedRole';
  arn: string;
  account: string;
  accountAlias: string | null;
  userName: string | null;
}

export interface SessionCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  expiration: string;
}

/** The role a user has switched to. */
export interface WornRole {
  arn: string;
  account: string;
  name: string;
  sessionName: string;
}

export interface Session {
  identity: Identity;
  /** Who signed in; as `identity` while no role is worn. */
  user: Identity;
  role: WornRole | null;
  mfa: boolean;
  expiresAt: string;
  credentials: SessionCredentials;
}

/** How somebody proves who they are; `mfa` and `newPassword` only once they are asked for. */
export type SignIn = (
  | { account: string; user: string; password: string }
  | { accessKeyId: string; secretAccessKey: string }
) & { mfa?: string; newPassword?: string };

export interface RoleChoice {
  account: string;
  /** With its path, without a leading slash. */
  roleName: string;
}

export interface ServerConfig {
  version: string;
  region: string;
  regions: string[];
  sandbox: boolean;
  externalUrl: string;
  registryHost: string;
  registryDomain: string | null;
  historyDays: number;
  historyLogGroup: string | null;
  hasConsoleUsers: boolean;
}

/** A refused session request; `retryAfterSeconds` is 0 when waiting does not help. */
export class SessionRefusal extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly retryAfterSeconds: number,
  ) {
    super(message);
    this.name = 'SessionRefusal';
  }
}

interface Boot {
  session?: Promise<Response> | undefined;
  config?: Promise<Response> | undefined;
}

declare global {
  interface Window {
    ladingBoot?: Boot;
  }
}

const SESSION = '/console/session';
const ROLE = '/console/session/role';
const NOBODY = 204;

/** Returns the session of the cookie, or null when nobody is signed in. */
export async function fetchSession(): Promise<Session | null> {
  const answer = await checked(await answered(started('session') ?? fetch(SESSION)));
  return answer.status === NOBODY ? null : answer.json();
}

export async function fetchServerConfig(): Promise<ServerConfig> {
  const answer = await answered(started('config') ?? fetch('/console/config.json'));
  return (await checked(answer)).json();
}

/** Opens a session, or throws a SessionRefusal; some codes of it ask for more. */
export async function signIn(proof: SignIn): Promise<Session> {
  return (await change('POST', SESSION, proof)).json();
}

export async function signOut(everywhere = false): Promise<void> {
  await change('DELETE', SESSION, everywhere ? { everywhere } : {});
}

export async function switchRole(role: RoleChoice): Promise<void> {
  await change('POST', ROLE, role);
}

export async function leaveRole(): Promise<void> {
  await change('DELETE', ROLE, {});
}

/** The request that `boot.js` has made already, once. */
function started(what: keyof Boot): Promise<Response> | undefined {
  const answer = window.ladingBoot?.[what];
  if (window.ladingBoot) window.ladingBoot[what] = undefined;
  return answer;
}

async function change(method: string, path: string, body: object): Promise<Response> {
  // The type is part of the door's guard against requests that other pages make a browser send.
  const headers = { 'Content-Type': 'application/json' };
  return checked(await answered(fetch(path, { method, headers, body: JSON.stringify(body) })));
}

/** The answer to a request; without one a SessionRefusal that says so. */
async function answered(request: Promise<Response>): Promise<Response> {
  try {
    return await request;
  } catch {
    connection.doubt();
    throw new SessionRefusal('Unreachable', 'The server does not answer.', 0);
  }
}

async function checked(answer: Response): Promise<Response> {
  if (answer.ok) return answer;
  const said = await answer.json().catch(() => ({}));
  const message = said.message ?? `The server answered ${answer.status}.`;
  throw new SessionRefusal(said.code ?? 'Unavailable', message, said.retryAfterSeconds ?? 0);
}
