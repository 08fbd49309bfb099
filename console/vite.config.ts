import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { budget } from './tooling/budget.ts';
import { devSession } from './tooling/devSession.ts';
import { fontFiles } from './tooling/fonts.ts';
import { thirdPartyNotices } from './tooling/notices.ts';
import { precompressed } from './tooling/precompressed.ts';
import { xmlParser } from './tooling/xmlParser.ts';

// The published tokens lag behind the components, whose own ones always fit their stylesheets.
const tokens = fileURLToPath(
  new URL(
    'node_modules/@cloudscape-design/components/internal/generated/styles/tokens.js',
    import.meta.url,
  ),
);
const server = process.env.LADING_URL ?? 'http://127.0.0.1:6500';

export default defineConfig({
  base: '/console/',
  resolve: { alias: { '@cloudscape-design/design-tokens': tokens } },
  plugins: [
    react(),
    xmlParser(),
    fontFiles(),
    thirdPartyNotices(),
    budget(),
    precompressed(),
    devSession(server),
  ],
  server: {
    host: '127.0.0.1',
    // The Host header stays: it is part of what the browser signed.
    proxy: {
      '^/(?!console/)': { target: server },
      '^/console/(session|config\\.json)': { target: server },
    },
  },
  test: { include: ['src/**/*.test.ts', 'e2e/**/*.test.ts'] },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
  },
});
