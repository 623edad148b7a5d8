import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  filesBelow,
  type Manifest,
  manifestOf,
  manifests,
  packageOf,
  root,
  sources,
  workspaces,
} from './sources.ts';

const isBare = (specifier: string) => !specifier.startsWith('.') && !specifier.startsWith('node:');
/** Modules that the bundler makes up. */
const isVirtual = (specifier: string) => specifier.startsWith('virtual:');

/** Bare packages that the files of a folder import, with one file each. */
function imported(folder: string): Map<string, string> {
  const packages = new Map<string, string>();
  for (const { path, folder: own, imports } of sources)
    if (own === folder)
      for (const { specifier } of imports)
        if (isBare(specifier) && !isVirtual(specifier)) packages.set(packageOf(specifier), path);
  return packages;
}

function declared({ dependencies, devDependencies }: Manifest): string[] {
  return [...dependencies, ...devDependencies];
}

describe('an import of a package', () => {
  it.each(workspaces)('in %s is in its own manifest', (folder) => {
    const own = declared(manifestOf(folder));
    const missing = [...imported(folder)].filter(([name]) => !own.includes(name));
    expect(missing.map(([name, path]) => `${path} -> ${name}`)).toEqual([]);
  });

  it('in test is in the root manifest or in that of a workspace', () => {
    const all = manifests.flatMap(declared);
    const missing = [...imported('test')].filter(([name]) => !all.includes(name));
    expect(missing.map(([name, path]) => `${path} -> ${name}`)).toEqual([]);
  });

  it('of Node says so', () => {
    const unmarked = sources.flatMap(({ path, imports }) =>
      imports
        .filter(({ specifier }) => builtinModules.includes(packageOf(specifier)))
        .map(({ specifier }) => `${path} -> ${specifier}`),
    );
    expect(unmarked).toEqual([]);
  });
});

/** Packages that are used by their command in a script of the root manifest. */
const commands: Readonly<Record<string, string>> = {
  '@biomejs/biome': 'biome',
  '@stryker-mutator/core': 'stryker',
  node: 'node',
  typescript: 'tsc',
  vitest: 'vitest',
};

/** Why a dependency of a manifest is there, a plugin for its host among them, or undefined. */
function useOf(name: string, manifest: Manifest): string | undefined {
  const ours = workspaces.find((folder) => name === `@maskfleet/${folder}`);
  const files = sources.filter(({ folder, path }) =>
    manifest.folder === '.' ? folder === 'test' || !path.includes('/') : folder === manifest.folder,
  );
  if (ours !== undefined)
    return files.find(({ imports }) => imports.some(({ file }) => file?.startsWith(`${ours}/`)))?.path;
  const importer = files.find(({ imports }) =>
    imports.some(({ specifier }) => packageOf(specifier) === name),
  );
  if (importer !== undefined) return importer.path;

  const command = commands[name];
  const script = Object.values(manifest.scripts).find(
    (line) => command !== undefined && line.split(/\s+/).includes(command),
  );
  if (script !== undefined) return `script ${script}`;

  if (name === '@types/node') return 'types of Node itself';
  const typed = name.startsWith('@types/') ? name.slice('@types/'.length) : undefined;
  if (typed !== undefined && declared(manifest).includes(typed)) return `types of ${typed}`;
  const wanting = declared(manifest).find((other) => other !== name && peersOf(other).includes(name));
  if (wanting !== undefined) return wanting;
  const [scope] = name.split('/');
  return peersOf(name).find((host) => host.startsWith(`${scope}/`) && declared(manifest).includes(host));
}

/** What an installed package wants beside it. */
function peersOf(name: string): string[] {
  if (name.startsWith('@maskfleet/')) return [];
  const content = JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')) as {
    peerDependencies?: Record<string, string>;
  };
  return Object.keys(content.peerDependencies ?? {});
}

describe('a dependency', () => {
  it.each(manifests.map((manifest) => [manifest.path, manifest] as const))('of %s is used', (_, manifest) => {
    const unused = declared(manifest).filter((name) => useOf(name, manifest) === undefined);
    expect(unused).toEqual([]);
  });

  const page = readFileSync(join(root, 'docs/dependencies.md'), 'utf8');
  const rows = page
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('`', '')),
    );
  const external = [...new Set(manifests.flatMap(declared))].filter(
    (name) => !name.startsWith('@maskfleet/'),
  );

  it('has one line in docs/dependencies.md, which says why and where', () => {
    expect(rows.map(([name]) => name).sort()).toEqual(external.sort());
    for (const [name, why, where] of rows) {
      expect(why, `${name}: why`).not.toBe('');
      expect(where, `${name}: where`).not.toBe('');
    }
  });

  it('stands there with the manifests that name it', () => {
    for (const [name = '', , where = ''] of rows) {
      const holders = manifests
        .filter((manifest) => declared(manifest).includes(name))
        .map(({ folder }) => (folder === '.' ? 'root' : folder));
      expect(where.split(', ').sort(), name).toEqual(holders.sort());
    }
  });

  it('is pinned to one exact version', () => {
    for (const { path } of manifests) {
      const { dependencies = {}, devDependencies = {} } = JSON.parse(readFileSync(join(root, path), 'utf8'));
      for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
        expect(version, `${path}: ${name}`).toMatch(/^\d+\.\d+\.\d+$/);
    }
  });
});

it('the scan sees every folder that has a manifest', () => {
  const found = ['.', ...workspaces].filter((folder) =>
    manifests.some((manifest) => manifest.folder === folder),
  );
  expect(found).toHaveLength(workspaces.length + 1);
  expect(filesBelow('protocol')).toContain('protocol/package.json');
});
