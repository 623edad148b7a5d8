#!/usr/bin/env node
import '../../protocol/bin/require-node.js';

await import('../main.ts');
