import '../../protocol/bin/require-node.js';

const { buildPages } = await import('../build.ts');
await buildPages({ onlyIfStale: process.argv.includes('--if-stale') });
