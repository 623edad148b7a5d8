#!/usr/bin/env node
import '../../protocol/bin/require-node.js';
import '../../protocol/bin/end-with-npm.js';

await import('../main.ts');
