import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Brings a Node of an exact version from npm into a folder; returns its program. */
export function bringNode(version: string, folder: string): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  // The package of one platform is the bare program: nothing of it runs at its installation.
  const name = `node-${process.platform}-${process.arch}`;
  execFileSync('npm', ['install', '--no-audit', '--no-fund', `${name}@${version}`], {
    cwd: folder,
    stdio: 'pipe',
  });
  return join(folder, 'node_modules', name, 'bin', 'node');
}
