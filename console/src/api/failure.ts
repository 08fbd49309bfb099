export type FailureKind =
  | 'denied'
  | 'throttled'
  | 'missing'
  | 'invalid'
  | 'unreachable'
  | 'expired'
  | 'other';

/** An AWS call that failed, in the one form that pages show. */
export class Failure extends Error {
  constructor(
    readonly kind: FailureKind,
    readonly code: string,
    message: string,
    readonly requestId: string,
    readonly call: string,
  ) {
    super(message);
    this.name = 'Failure';
  }
}

/** Who may not do what on what, as an access denied message says it. */
export interface Denial {
  caller: string;
  action: string;
  resource: string;
}

const EXPIRED = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidClientTokenId',
  'UnrecognizedClientException',
]);
const DENIED = /^(AccessDenied|AccessDeniedException|UnauthorizedOperation)$/;
const THROTTLED = /Throttl|TooManyRequests|SlowDown|RequestLimitExceeded/;
const MISSING = /NotFound|NoSuch/;
const INVALID = /Invalid|Validation|Malformed/;
const DENIAL =
  /User: (\S+) is not authorized to perform: (\S+)(?: on resource: (?:(user|role|group|policy) )?(\S+))?/;

/** Translates whatever a call threw; `call` is `service:Operation`. */
export function failureOf(error: unknown, call: string): Failure {
  if (error instanceof Failure) return error;
  const { name, message, $metadata } = (error ?? {}) as {
    name?: string;
    message?: string;
    $metadata?: { requestId?: string; httpStatusCode?: number };
  };
  const requestId = $metadata?.requestId ?? '';
  if ($metadata?.httpStatusCode === undefined) {
    const text = 'The server could not be reached.';
    return new Failure('unreachable', 'No connection', text, requestId, call);
  }
  const code = name ?? 'Error';
  return new Failure(kindOf(code), code, message ?? code, requestId, call);
}

function kindOf(code: string): FailureKind {
  if (DENIED.test(code)) return 'denied';
  if (EXPIRED.has(code)) return 'expired';
  if (THROTTLED.test(code)) return 'throttled';
  if (MISSING.test(code)) return 'missing';
  return INVALID.test(code) ? 'invalid' : 'other';
}

/** Reads caller, action and resource out of an access denied message, or returns null. */
export function denialOf(message: string): Denial | null {
  const found = DENIAL.exec(message);
  if (found === null) return null;
  const [, caller = '', action = '', kind, named = '*'] = found;
  const name = named.replace(/[.,]$/, '').replaceAll('"', '');
  // Some texts of IAM name what it is about as `user mary`.
  const account = caller.split(':')[4] ?? '';
  const resource = kind === undefined ? name : `arn:aws:iam::${account}:${kind}/${name}`;
  return { caller, action, resource };
}

/** The smallest policy statement that would allow what was denied. */
export function statementFor({ action, resource }: Denial): string {
  return JSON.stringify({ Effect: 'Allow', Action: action, Resource: resource }, null, 2);
}

export function wasAborted(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
