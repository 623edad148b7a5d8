import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const folder = import.meta.dirname;
const dist = join(folder, 'dist');
const stampName = 'built-from';

/** What the pages are made of; anything else may change without a new build. */
const sources = ['src', 'public', 'index.html', 'vite.config.ts', 'package.json', '../protocol'];

/** Builds the pages into `dist`; with `onlyIfStale` only where a source changed since the last build. */
export async function buildPages({ onlyIfStale }: { onlyIfStale: boolean }): Promise<void> {
  const stamp = hashOf(sources.flatMap((name) => filesOf(join(folder, name))));
  const stampPath = join(dist, stampName);
  if (onlyIfStale && existsSync(stampPath) && readFileSync(stampPath, 'utf8') === stamp) return;
  // Whoever builds, also a test: what is served is React as people get it, not its large and slow build for developers.
  process.env.NODE_ENV = 'production';
  const { build } = await import('vite');
  // Beside the place where they are served from, so that nobody meets half of them, two who build at once neither.
  const outDir = join(folder, '../node_modules/.cache', `pages-${process.pid}`);
  const config = { configFile: join(folder, 'vite.config.ts'), logLevel: 'warn' } as const;
  await build({ ...config, build: { outDir, emptyOutDir: true } });
  compress(outDir);
  writeFileSync(join(outDir, stampName), stamp);
  putInPlace(outDir);
}

/** How often two who build at once may take each other's place. */
const maxTries = 10;

function putInPlace(built: string): void {
  const former = `${built}-former`;
  for (let tries = 1; ; tries++) {
    try {
      if (existsSync(dist)) renameSync(dist, former);
      renameSync(built, dist);
      break;
    } catch (error) {
      if (tries === maxTries) throw error;
    } finally {
      rmSync(former, { recursive: true, force: true });
    }
  }
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
