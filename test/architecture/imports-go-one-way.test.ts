import { describe, expect, it } from 'vitest';
import { type CodeFolder, codeFolders, type Source, sources } from './sources.ts';

/** docs/architecture.md, Folders. */
const mayImport: Readonly<Record<CodeFolder, readonly CodeFolder[]>> = {
  protocol: [],
  'firmware-bridge': ['protocol'],
  server: ['protocol'],
  dashboard: ['protocol'],
  simulators: ['protocol', 'firmware-bridge', 'server'],
  test: ['protocol', 'firmware-bridge', 'server', 'dashboard', 'simulators'],
};

const byPath = new Map(sources.map((source) => [source.path, source]));
const ownImports = (source: Source) =>
  source.imports.flatMap(({ file }) => (file === undefined ? [] : [file]));

it('the scan sees the code and its imports', () => {
  const catalogue = byPath.get('protocol/serial/catalogue.ts');
  expect(catalogue?.imports.map(({ file }) => file)).toContain('protocol/serial/messages/vend.ts');
  const sim = byPath.get('simulators/bin/sim.js');
  expect(sim?.imports.map(({ file }) => file)).toEqual([
    'protocol/bin/require-node.js',
    'protocol/bin/end-with-npm.js',
    'simulators/main.ts',
  ]);
});

describe.each(codeFolders)('%s', (folder) => {
  it(`imports nothing of ours but ${mayImport[folder].join(', ') || 'itself'}`, () => {
    const wrong = sources
      .filter((source) => source.folder === folder)
      .flatMap((source) =>
        ownImports(source)
          .filter((file) => {
            const target = codeFolders.find((one) => file.startsWith(`${one}/`));
            return target === undefined || !(target === folder || mayImport[folder].includes(target));
          })
          .map((file) => `${source.path} -> ${file}`),
      );
    expect(wrong).toEqual([]);
  });
});

it('workspaces are reached by paths, never by their package names', () => {
  const named = sources.flatMap(({ path, imports }) =>
    imports
      .filter(({ specifier }) => specifier.startsWith('@maskfleet/'))
      .map(({ specifier }) => `${path} -> ${specifier}`),
  );
  expect(named).toEqual([]);
});

it('no file imports itself by a detour', () => {
  expect(cycles()).toEqual([]);
});

/** Each cycle once, as the files on it. */
function cycles(): string[] {
  const found: string[] = [];
  const finished = new Set<string>();
  const trail: string[] = [];

  function visit(path: string): void {
    const since = trail.indexOf(path);
    if (since >= 0) {
      found.push([...trail.slice(since), path].join(' -> '));
      return;
    }
    const source = byPath.get(path);
    if (source === undefined || finished.has(path)) return;
    trail.push(path);
    for (const file of ownImports(source)) visit(file);
    trail.pop();
    finished.add(path);
  }

  for (const { path } of sources) visit(path);
  return found;
}
