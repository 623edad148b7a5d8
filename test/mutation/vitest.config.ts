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
      // The same rules from one step further out, in one process as well.
      'test/firmware-bridge/offline/**/*.test.ts',
      'test/firmware-bridge/bridge/{starts,damaged}*.test.ts',
      'test/firmware-bridge/serial/every-state-bears*.test.ts',
      'test/firmware-bridge/journal/{full,restored}*.test.ts',
      'test/firmware-bridge/uplink/newer-server*.test.ts',
      'test/server/abuse/{caps,other}*.test.ts',
      'test/server/whatif/{another,requests}*.test.ts',
      'test/server/doubt/**/*.test.ts',
      'test/server/verify/each-broken*.test.ts',
      'test/server/analytics/{earlier,refusals,steps}*.test.ts',
      'test/server/fleet/machines-are-listed*.test.ts',
      'test/server/lists/**/*.test.ts',
      'test/server/nearby/{citizens,page}*.test.ts',
      'test/server/restock/counts-hold*.test.ts',
      'test/server/store/one-failure*.test.ts',
      'test/dashboard/**/*.test.ts',
    ],
    // Twenty connections on TCP, and what it holds of the rules `authorize-once` holds too.
    exclude: ['test/server/ledger/one-card-at-many-machines-gets-one-share.test.ts'],
  },
});
