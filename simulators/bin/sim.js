#!/usr/bin/env node
import '../../protocol/bin/require-node.js';
import '../../protocol/bin/end-with-npm.js';

const { main } = await import('../main.ts');
await main(process.argv.slice(2));
