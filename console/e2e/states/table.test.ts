import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { services } from '../../src/pages/services';
import { pages } from './pages';
import { cellCount, statesTable } from './table';

const DOCUMENT = '../docs/console-states.md';
const BEGIN = '<!-- table: written from console/e2e/states -->\n';
const END = '\n<!-- end of table -->';

test('docs/console-states.md has the table of what is tested (STATES_WRITE=1 writes it)', () => {
  const before = readFileSync(DOCUMENT, 'utf8');
  const table = `${BEGIN}${cellCount(pages)} cells.\n\n${statesTable(pages)}${END}`;
  if (process.env.STATES_WRITE === '1') {
    const [head = ''] = before.split(BEGIN);
    const tail = before.slice(before.indexOf(END) + END.length);
    writeFileSync(DOCUMENT, head + table + tail);
  } else expect(before).toContain(table);
});

test('screenshots have names of their own', () => {
  const ids = pages.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('every route of the console is in the table', () => {
  const place = {
    url: '',
    account: '1',
    region: 'r',
    person: { keyId: '', secret: '' },
    repository: 'team/app',
    digest: 'sha256:0',
    index: 'sha256:1',
    trail: 'trail',
    group: 'group',
    stream: 'stream',
    user: 'user',
    role: 'role',
    events: ['id', 'id'],
  };
  const paths = pages.map(row => row.path(place).split('?')[0] ?? '');
  const missing = services
    .flatMap(service => service.routes.map(({ path = '' }) => path))
    .filter(route => !paths.some(path => formOf(route).test(path)));
  expect(missing).toEqual([]);
});

function formOf(route: string): RegExp {
  return new RegExp(`^${route.replace(/:\w+/g, '[^/]+').replace(/\*$/, '.+')}$`);
}
