import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's top folder. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** The workspaces, in the order in which they may build on each other. */
export const workspaces = ['protocol', 'firmware-bridge', 'server', 'dashboard', 'simulators'] as const;

/** Every folder that holds code. */
export const codeFolders = [...workspaces, 'test'] as const;
export type CodeFolder = (typeof codeFolders)[number];

/** One file of code. Paths are relative to the root, with forward slashes. */
export interface Source {
  readonly path: string;
  readonly folder: CodeFolder;
  readonly text: string;
  readonly imports: readonly Import[];
}

export interface Import {
  readonly specifier: string;
  /** The file that a relative specifier names. */
  readonly file: string | undefined;
}

const code = /\.(ts|tsx|js|mjs)$/;
/** Made by tools, or somebody else's. */
const foreign = new Set(['node_modules', 'dist', 'coverage']);

/** Every file below a folder of the repository, without what tools made and without hidden ones. */
export function filesBelow(folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (foreign.has(entry.name) || entry.name.startsWith('.')) return [];
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

/** Every file of code in the repository's folders. */
export const sources: readonly Source[] = codeFolders.flatMap((folder) =>
  filesBelow(folder)
    .filter((path) => code.test(path))
    .map((path) => {
      const text = readFileSync(join(root, path), 'utf8');
      return { path, folder, text, imports: importsOf(path, text) };
    }),
);

/** A text without its comments. Good enough for imports: it takes `//` in a string for a comment too. */
export function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`\\])\/\/.*$/gm, '$1');
}

function importsOf(path: string, text: string): Import[] {
  const statements =
    /(?:^|[;}\n])\s*(?:import|export)\s(?:[^'"`;]*?\sfrom\s*)?['"]([^'"\n]+)['"]|\bimport(?:\.meta\.resolve)?\(\s*['"]([^'"\n]+)['"]/g;
  return [...withoutComments(text).matchAll(statements)].map(([, statement, call]) => {
    const specifier = statement ?? call ?? '';
    const file = specifier.startsWith('.') ? normalize(join(dirname(path), specifier)) : undefined;
    return { specifier, file };
  });
}

/** A package.json of ours. */
export interface Manifest {
  readonly path: string;
  readonly folder: string;
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: readonly string[];
  readonly devDependencies: readonly string[];
}

/** The manifest of a folder; `.` is the root's. */
export function manifestOf(folder: string): Manifest {
  const path = relative(root, join(root, folder, 'package.json'));
  const content = JSON.parse(readFileSync(join(root, path), 'utf8')) as {
    scripts?: Record<string, string>;
    dependencies?: Record<string, string>;
    devDependencies?: Record<string, string>;
  };
  return {
    path,
    folder,
    scripts: content.scripts ?? {},
    dependencies: Object.keys(content.dependencies ?? {}),
    devDependencies: Object.keys(content.devDependencies ?? {}),
  };
}

/** Every manifest of the repository. */
export const manifests: readonly Manifest[] = ['.', ...workspaces].map(manifestOf);

/** The package of a bare specifier: `@scope/name/part` is `@scope/name`. */
export function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
