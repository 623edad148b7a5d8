#!/usr/bin/env node
// Plain JavaScript: an old Node must get as far as the one line that says it is too old.
import '../../protocol/bin/require-node.js';
import '../../protocol/bin/end-with-npm.js';

await import('../main.ts');
