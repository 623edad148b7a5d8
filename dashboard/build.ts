import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const folder = import.meta.dirname;
const stampPath = join(folder, 'dist', 'built-from');

/** What the pages are made of; anything else may change without a new build. */
const sources = ['src', 'public', 'index.html', 'vite.config.ts', 'package.json', '../protocol'];

/** Builds the pages into `dist`; with `onlyIfStale` only where a source changed since the last build. */
export async function buildPages({ onlyIfStale }: { onlyIfStale: boolean }): Promise<void> {
  const stamp = hashOf(sources.flatMap((name) => filesOf(join(folder, name))));
  if (onlyIfStale && existsSync(stampPath) && readFileSync(stampPath, 'utf8') === stamp) return;
  // Whoever builds, also a test: what is served is React as people get it, not its large and slow build for developers.
  process.env.NODE_ENV = 'production';
  const { build } = await import('vite');
  await build({ configFile: join(folder, 'vite.config.ts'), logLevel: 'warn' });
  compress(join(folder, 'dist'));
  writeFileSync(stampPath, stamp);
}

/** Writes each asset compressed beside itself, once, so that no server does it for each visitor. */
function compress(built: string): void {
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  for (const path of filesOf(built)) {
    const bytes = readFileSync(path);
    writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params }));
    writeFileSync(`${path}.gz`, gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION }));
  }
}

function filesOf(path: string): string[] {
  if (/\.(tsx?|css|svg|html|json)$/.test(path)) return [path];
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function hashOf(paths: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of paths)
    hash.update(path.slice(folder.length)).update('\0').update(readFileSync(path)).update('\0');
  return hash.digest('hex');
}
