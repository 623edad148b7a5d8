import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { filesBelow, root, sources } from './sources.ts';

/** A style that came with another page before stands there as long as the browser's tab: only a reload shows it gone. */
const byPath = new Map(sources.map((source) => [source.path, source]));
const pages = sources.filter(({ path }) => /^dashboard\/src\/[^/]+\/[^/]+-page\.tsx$/.test(path));

const classesOf = new Map(
  filesBelow('dashboard/src')
    .filter((path) => path.endsWith('.css'))
    .map((path) => {
      const text = readFileSync(join(root, path), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
      return [path, new Set([...text.matchAll(/\.([a-z][a-z-]*)/g)].map(([, name = '']) => name))] as const;
    }),
);

/** Everything that a file loads, at once or later, with itself. The table of the pages leads from none to another. */
function loadedBy(path: string, seen = new Set<string>()): Set<string> {
  if (seen.has(path) || path === 'dashboard/src/shell/pages.tsx') return seen;
  seen.add(path);
  for (const { file } of byPath.get(path)?.imports ?? []) if (file !== undefined) loadedBy(file, seen);
  return seen;
}

const always = loadedBy('dashboard/src/main.tsx');

it('the scan sees the pages and their styles', () => {
  expect(pages.map(({ path }) => path)).toContain('dashboard/src/access/users-page.tsx');
  expect(classesOf.get('dashboard/src/parts/parts.css')).toContain('touch-link');
  expect(always).toContain('dashboard/src/parts/parts.css');
});

it.each(pages.map(({ path }) => path))('%s loads the style of each class that it uses', (page) => {
  const loaded = new Set([...always, ...loadedBy(page)]);
  const styled = new Set([...loaded].flatMap((path) => [...(classesOf.get(path) ?? [])]));
  const known = new Set([...classesOf.values()].flatMap((classes) => [...classes]));
  const missing = [...loaded].flatMap((path) =>
    [...(byPath.get(path)?.text ?? '').matchAll(/className(?:="|: ')([^"']+)["']/g)]
      .flatMap(([, names = '']) => names.split(' '))
      .filter((name) => known.has(name) && !styled.has(name))
      .map((name) => `${path}: ${name}`),
  );
  expect(missing).toEqual([]);
});
