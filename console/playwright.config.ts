import { defineConfig } from '@playwright/test';

const asRoot = process.getuid?.() === 0;
// Certificates with this key count as valid, whoever signed them; all others are checked as ever.
const trustedKey = process.env.LADING_E2E_TRUSTED_KEY;

/** Debian's chromium; tests/console starts the server and says in LADING_E2E_WORLD where it is. */
export default defineConfig({
  testDir: 'e2e',
  // Each test of tests/console has a server of its own, and the specs that go with it.
  testMatch: process.env.LADING_E2E_SPECS ?? '**/e2e/*.spec.ts',
  outputDir: 'test-results',
  reporter: 'list',
  workers: Number(process.env.LADING_E2E_WORKERS ?? 1),
  timeout: 180_000,
  expect: { timeout: 30_000 },
  use: {
    viewport: { width: 1440, height: 900 },
    timezoneId: 'UTC',
    actionTimeout: 30_000,
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        ...(asRoot ? ['--no-sandbox'] : []),
        ...(trustedKey ? [`--ignore-certificate-errors-spki-list=${trustedKey}`] : []),
      ],
    },
  },
});
