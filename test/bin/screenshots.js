// `npm run screenshots`: pictures of the pages with the demo's data (test/screenshots).
import '../../protocol/bin/require-node.js';
import { provision } from './provision.js';

if (!provision()) process.exit(1);
await import('../screenshots/main.ts');
