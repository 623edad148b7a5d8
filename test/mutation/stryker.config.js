/** What `npm run test:mutation` mutates, and by which tests it holds the mutants. */
export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'test/mutation/vitest.config.ts' },
  // It would read the file with an interface of the compiler that TypeScript 7 has no more; nothing here is compiled.
  tsconfigFile: 'none',
  mutate: [
    'protocol/**/*.ts',
    'server/policy/**/*.ts',
    'server/ledger/**/*.ts',
    'firmware-bridge/session/**/*.ts',
  ],
  ignorePatterns: ['docs/*', '!docs/examples', 'dashboard/dist', 'data', '.demo'],
  // Schemas and tables that are made when a file is read: every mutant of them would need a process of its own.
  ignoreStatic: true,
  coverageAnalysis: 'perTest',
  concurrency: 2,
  dryRunTimeoutMinutes: 20,
  tempDirName: 'coverage/mutation',
  reporters: ['clear-text', 'json', 'progress-append-only'],
  clearTextReporter: { allowColor: false, allowEmojis: false, reportTests: false, reportMutants: false },
  jsonReporter: { fileName: 'coverage/mutation.json' },
  thresholds: { high: 90, low: 80, break: 80 },
};
