#!/usr/bin/env node
import '../../protocol/bin/require-node.js';

const { main } = await import('../main.ts');
await main(process.argv.slice(2));
