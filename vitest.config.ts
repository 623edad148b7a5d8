import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Patience alone: a busy computer is no failure, and what is quick does not wait.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // Vitest keeps one core to itself, which on two is half of them; most tests wait more than they reckon.
    maxWorkers: availableParallelism(),
    projects: [
      { extends: true, test: { name: 'architecture', include: ['test/architecture/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/{protocol,firmware-bridge,server,simulators,dashboard,fuzz}/**/*.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'system',
          include: ['test/system/**/*.test.ts'],
          testTimeout: 480_000,
          hookTimeout: 480_000,
        },
      },
    ],
  },
});
