import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const LICENSE = /^(licen[cs]e|notice|copying|third-party-licenses)/i;
const PACKAGE = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//;

/** Emits THIRD_PARTY.txt: name, version and license texts of every package in the bundle. */
export function thirdPartyNotices(): Plugin {
  return {
    name: 'lading-third-party-notices',
    apply: 'build',
    generateBundle(_options, bundle) {
      const folders = new Set<string>();
      for (const part of Object.values(bundle)) {
        if (part.type !== 'chunk') continue;
        for (const id of part.moduleIds) {
          const folder = PACKAGE.exec(id)?.[1];
          if (folder !== undefined) folders.add(folder);
        }
      }
      const notices = [...folders].sort().map(noticeOf);
      this.emitFile({ type: 'asset', fileName: 'THIRD_PARTY.txt', source: notices.join('\n\n') });
    },
  };
}

function noticeOf(folder: string): string {
  const about = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const texts = existsSync(folder) ? readdirSync(folder).filter(name => LICENSE.test(name)) : [];
  const title = `${about.name} ${about.version} (${about.license})`;
  const bodies = texts.sort().map(name => readFileSync(join(folder, name), 'utf8').trim());
  return [title, '='.repeat(title.length), ...bodies].join('\n');
}
