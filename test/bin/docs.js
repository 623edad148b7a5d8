// `npm run docs`: writes the documents that are made from schemas anew.
import '../../protocol/bin/require-node.js';

await import('../docs/main.ts');
