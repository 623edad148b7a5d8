import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const dashboard = join(import.meta.dirname, '../../dashboard');

/** The folder of today's pages, for a server inside of a test; built first where a source has changed since, as a server's start does. */
export function builtPages(): string {
  execFileSync(process.execPath, [join(dashboard, 'bin/build.js'), '--if-stale'], { stdio: 'pipe' });
  return join(dashboard, 'dist');
}
