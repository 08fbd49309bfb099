import type { Call, ServiceName } from './calls';
import { kebab } from './spelling';

const COMMAND_OF: Record<ServiceName, string> = {
  ecr: 'ecr',
  cloudtrail: 'cloudtrail',
  logs: 'logs',
  iam: 'iam',
  kms: 'kms',
  sts: 'sts',
  s3: 's3api',
};
/** The aws command line pages by itself. */
const PAGING = new Set(['nextToken', 'NextToken', 'Marker', 'ContinuationToken', 'maxResults']);
const SAFE = /^[A-Za-z0-9_@%+:,./=-]+$/;
const SHORT = /^[A-Za-z0-9_@%+:./-]+$/;
const WIDTH_MAX = 80;

/** The aws command line for a call; over several lines when it is long. */
export function awsCommand({ service, operation, input }: Call): string {
  const parts = [`aws ${COMMAND_OF[service]} ${kebab(operation)}`];
  for (const [name, value] of Object.entries(input)) {
    if (value === undefined || value === null || PAGING.has(name)) continue;
    parts.push(optionText(name, value));
  }
  const line = parts.join(' ');
  return line.length <= WIDTH_MAX ? line : parts.join(' \\\n  ');
}

/** A word as a POSIX shell reads it back. */
export function shellQuoted(word: string): string {
  return SAFE.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function optionText(name: string, value: unknown): string {
  const option = `--${kebab(name)}`;
  if (value === true) return option;
  if (value === false) return `--no-${kebab(name)}`;
  if (Array.isArray(value)) return `${option} ${listText(value)}`;
  if (isStructure(value)) return `${option} ${shorthand(value) ?? jsonWord(value)}`;
  return `${option} ${shellQuoted(scalarText(value))}`;
}

function listText(values: readonly unknown[]): string {
  if (values.length === 0) return jsonWord(values);
  if (!values.some(isStructure)) {
    return values.map(value => shellQuoted(scalarText(value))).join(' ');
  }
  const short = values.map(value => (isStructure(value) ? shorthand(value) : null));
  return short.every(text => text !== null) ? short.join(' ') : jsonWord(values);
}

function shorthand(value: object): string | null {
  const pairs: string[] = [];
  for (const [name, part] of Object.entries(value)) {
    if (part === undefined) continue;
    const text = typeof part === 'object' ? '' : scalarText(part);
    if (!SHORT.test(text)) return null;
    pairs.push(`${name}=${text}`);
  }
  return pairs.length > 0 ? pairs.join(',') : null;
}

function jsonWord(value: unknown): string {
  return shellQuoted(JSON.stringify(value));
}

function scalarText(value: unknown): string {
  return value instanceof Date ? value.toISOString() : String(value);
}

function isStructure(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !(value instanceof Date);
}
