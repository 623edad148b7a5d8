import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// The tests by which the rules alone are held to account (`npm run test:mutation`): no process, no network, no browser.
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    testTimeout: 240_000,
    hookTimeout: 240_000,
    include: [
      'test/protocol/**/*.test.ts',
      'test/server/policy/**/*.test.ts',
      'test/server/ledger/**/*.test.ts',
      'test/firmware-bridge/session/**/*.test.ts',
    ],
    // Twenty connections on TCP, and what it holds of the rules `authorize-once` holds too.
    exclude: ['test/server/ledger/one-card-at-many-machines-gets-one-share.test.ts'],
  },
});
