// `npm run bench -- NAME [--json]`: measures one thing and prints its figures (docs/performance.md).
import '../../protocol/bin/require-node.js';

await import('../bench/main.ts');
