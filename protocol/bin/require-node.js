import * as modules from 'node:module';
import { fileURLToPath } from 'node:url';

// Run (or imported) first by every command. Plain JavaScript without new syntax, because its one job is to
// be understood by a Node that is too old to read the TypeScript behind it.
const needed = [22, 18];
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < needed[0] || (major === needed[0] && minor < needed[1])) {
  process.stderr.write(
    `maskfleet needs Node ${needed.join('.')} or newer and this is ${process.versions.node}: run "npm ci" (without --ignore-scripts), which brings a fitting one, or install Node 24\n`,
  );
  process.exit(1);
}

// Half of a short command's time goes into reading TypeScript: what was read once is kept beside the packages, where only
// their owner writes. Processes that this one starts find it by the variable. An older or forbidden cache is no fault.
const cache = fileURLToPath(new URL('../../node_modules/.cache/node', import.meta.url));
if (process.env.NODE_COMPILE_CACHE === undefined) {
  process.env.NODE_COMPILE_CACHE = cache;
  if (typeof modules.enableCompileCache === 'function') modules.enableCompileCache(cache);
}
