import type { Call } from './calls';
import { snake } from './spelling';

const INDENT = '    ';
const WIDTH_MAX = 80;

/** The same call in Python. */
export function boto3Call({ service, operation, input }: Call): string {
  const args = Object.entries(input)
    .filter(([name, value]) => value !== undefined && !/^(nextToken|NextToken)$/.test(name))
    .map(([name, value]) => `${name}=${literal(value, INDENT)}`);
  const head = `boto3.client("${service}").${snake(operation)}(`;
  const line = `${head}${args.join(', ')})`;
  const call =
    line.length <= WIDTH_MAX && !line.includes('\n')
      ? line
      : `${head}\n${args.map(arg => `${INDENT}${arg},\n`).join('')})`;
  return `import boto3\n\nanswer = ${call}`;
}

function literal(value: unknown, indent: string): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  if (value instanceof Date) return `"${value.toISOString()}"`;
  if (Array.isArray(value)) return enclosed('[', ']', value.map(of(indent)), indent);
  if (typeof value === 'object') {
    const pairs = Object.entries(value)
      .filter(([, part]) => part !== undefined)
      .map(([name, part]) => `${JSON.stringify(name)}: ${literal(part, indent + INDENT)}`);
    return enclosed('{', '}', pairs, indent);
  }
  return JSON.stringify(value);
}

function of(indent: string) {
  return (value: unknown) => literal(value, indent + INDENT);
}

function enclosed(open: string, close: string, parts: string[], indent: string): string {
  const line = `${open}${parts.join(', ')}${close}`;
  if (line.length + indent.length <= WIDTH_MAX && !line.includes('\n')) return line;
  const inner = parts.map(part => `${indent}${INDENT}${part},\n`).join('');
  return `${open}\n${inner}${indent}${close}`;
}
