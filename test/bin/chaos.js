// `npm run -s test:chaos -- --minutes M --seed N`: real processes under real kills (docs/testing.md).
import '../../protocol/bin/require-node.js';
import { provision } from './provision.js';

if (!provision()) process.exit(1);
await import('../chaos/main.ts');
