import { gzipSync } from 'node:zlib';
import type { Plugin, Rolldown } from 'vite';

type Chunk = Rolldown.OutputChunk;

const FIRST_PAGE = '/src/pages/home/index.tsx';
const FIRST_PAGE_KB_MAX = 450;
const ROUTE_KB_MAX = 120;
const KB = 1000;

/** Prints how much script, gzipped, each page loads, and fails the build over a budget. */
export function budget(): Plugin {
  return {
    name: 'lading-budget',
    apply: 'build',
    generateBundle(_options, bundle) {
      const chunks = new Map<string, Chunk>();
      for (const part of Object.values(bundle)) {
        if (part.type === 'chunk') chunks.set(part.fileName, part);
      }
      const sizes = new Map([...chunks].map(([name, { code }]) => [name, gzipSync(code).length]));
      const bytes = (names: Iterable<string>) =>
        [...names].reduce((sum, name) => sum + (sizes.get(name) ?? 0), 0) / KB;
      const entries = [...chunks.values()];
      const start = withImports(
        entries.filter(chunk => chunk.isEntry),
        chunks,
      );
      const first = entries.filter(({ facadeModuleId }) => facadeModuleId?.endsWith(FIRST_PAGE));
      const home = withImports([...entries.filter(chunk => chunk.isEntry), ...first], chunks);
      const lines = [`first page: ${bytes(home).toFixed(0)} kB of ${FIRST_PAGE_KB_MAX}`];
      const over = bytes(home) > FIRST_PAGE_KB_MAX ? ['first page'] : [];
      for (const chunk of entries.filter(one => one.isDynamicEntry)) {
        const own = [...withImports([chunk], chunks)].filter(name => !start.has(name));
        lines.push(`  ${chunk.name}: ${bytes(own).toFixed(0)} kB more`);
        const beyondHome = own.filter(name => !home.has(name));
        if (bytes(beyondHome) > ROUTE_KB_MAX) over.push(chunk.name);
      }
      console.log(lines.join('\n'));
      if (over.length > 0) this.error(`over budget: ${over.join(', ')}`);
    },
  };
}

/** Files that load with these: their static imports, and those of these. */
function withImports(from: readonly Chunk[], chunks: ReadonlyMap<string, Chunk>): Set<string> {
  const found = new Set<string>();
  const open = [...from];
  for (let chunk = open.pop(); chunk !== undefined; chunk = open.pop()) {
    if (found.has(chunk.fileName)) continue;
    found.add(chunk.fileName);
    for (const name of chunk.imports) {
      const imported = chunks.get(name);
      if (imported !== undefined) open.push(imported);
    }
  }
  return found;
}
