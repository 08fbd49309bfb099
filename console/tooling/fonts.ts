import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const FACE = /@font-face\s*\{[^}]*\}/g;
const DATA = /url\('data:font\/woff2;base64,([A-Za-z0-9+/=]+)'\)/;
const WEIGHTS = new Set(['400', '700']);
const FOLDER = join('node_modules', '.lading-fonts');

/**
 * Writes the fonts that Cloudscape's stylesheet embeds as text to files, so that `font-src 'self'`
 * holds and a browser loads only the faces it draws. Italic, light and extra bold faces go.
 */
export function fontFiles(): Plugin {
  let folder = FOLDER;
  return {
    name: 'lading-font-files',
    enforce: 'pre',
    configResolved(config) {
      folder = join(config.root, FOLDER);
      mkdirSync(folder, { recursive: true });
    },
    transform(code, id) {
      if (!id.includes('@cloudscape-design/global-styles/index.css')) return null;
      return code.replace(FACE, face => {
        const weight = /font-weight:\s*(\d+)/.exec(face)?.[1] ?? '';
        const data = DATA.exec(face)?.[1];
        if (data === undefined) this.error('global-styles no longer embeds its fonts as woff2');
        if (!WEIGHTS.has(weight) || face.includes('italic')) return '';
        const file = join(folder, `open-sans-${weight}.woff2`);
        writeFileSync(file, Buffer.from(data, 'base64'));
        return face.replace(DATA, `url('${file}')`);
      });
    },
  };
}
