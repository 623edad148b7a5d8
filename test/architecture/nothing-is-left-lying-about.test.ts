import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesBelow, root, type Source, sources } from './sources.ts';

/** The most lines that a file of code may have: one that has more has a second job inside. */
const maxLines = 300;

/** Names that may stand in the top folder beside hidden ones. */
const topLevel = new Set([
  'firmware-bridge',
  'server',
  'dashboard',
  'simulators',
  'test',
  'protocol',
  'docs',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'biome.json',
  'vitest.config.ts',
  'vite.config.ts',
  'stryker.config.mjs',
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'LICENSE',
  'NOTICE',
]);
/** What an installation, a build or a run puts there; .gitignore keeps it out of the repository. */
const ignored = new Set(['node_modules', 'dist', 'coverage', 'data']);

const lines = ({ text }: Source) => text.split('\n').map((line, at) => ({ line, at: at + 1 }));

/** Every line of code that fits, as `path:line`. */
function linesLike(pattern: RegExp, among: readonly Source[] = sources): string[] {
  return among.flatMap((source) =>
    lines(source)
      .filter(({ line }) => pattern.test(line))
      .map(({ line, at }) => `${source.path}:${at} ${line.trim()}`),
  );
}

describe('no file', () => {
  it('stands in the top folder that the layout does not name', () => {
    const odd = readdirSync(root).filter(
      (name) => !(name.startsWith('.') || topLevel.has(name) || ignored.has(name)),
    );
    expect(odd).toEqual([]);
  });

  it(`of code has more than ${maxLines} lines`, () => {
    const long = sources.filter((source) => lines(source).length > maxLines + 1);
    expect(long.map(({ path }) => path)).toEqual([]);
  });

  it('holds a note of work that was not done', () => {
    const notes = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX', 'HA' + 'CK'].join('|')})\\b`);
    expect(linesLike(notes)).toEqual([]);
    const pages = filesBelow('docs').filter((path) => path.endsWith('.md'));
    expect(pages.filter((path) => notes.test(readFileSync(join(root, path), 'utf8')))).toEqual([]);
  });

  it('holds code in a comment', () => {
    const statement =
      /^\s*\/\/\s*(?:(?:const|let|var|return|await|import|export|throw)\b.*[;{(]\s*$|if \(.*\) ?[{\w].*[;{]\s*$|\}\s*(?:else.*)?$|[\w.]+\([^)]*\);\s*$|[\w.]+ = .+;\s*$)/;
    expect('  // const a = 1;').toMatch(statement);
    expect('  // run(a, b);').toMatch(statement);
    expect('  // A sentence that ends with a call (such as this one).').not.toMatch(statement);
    expect(linesLike(statement)).toEqual([]);
  });

  it('silences the compiler or the linter', () => {
    const silencers = new RegExp(
      ['@ts-' + 'ignore', '@ts-' + 'nocheck', '@ts-' + 'expect-error', 'biome-' + 'ignore'].join('|'),
    );
    expect(linesLike(silencers)).toEqual([]);
  });
});

describe('no test', () => {
  const tests = sources.filter(({ path }) => path.endsWith('.test.ts'));

  it('stands alone, is skipped, or is still to be written', () => {
    expect(
      linesLike(
        /\b(?:it|test|describe|suite)(?:\.\w+)*\.(?:only|skip|skipIf|runIf|todo|fails)\b|\bx(?:it|describe)\(/,
        tests,
      ),
    ).toEqual([]);
  });

  it('replaces a module', () => {
    expect(linesLike(/\bvi\.(?:mock|doMock|stubGlobal)\(/, tests)).toEqual([]);
  });

  it('is one that vitest does not find', () => {
    const projects =
      /^test\/(?:architecture|protocol|firmware-bridge|server|simulators|dashboard|fuzz|system)\//;
    expect(tests.filter(({ path }) => !projects.test(path)).map(({ path }) => path)).toEqual([]);
  });
});

it('every exported function of protocol, firmware-bridge, server and simulators says what it is for', () => {
  const silent = sources
    .filter(
      ({ folder, path }) =>
        ['protocol', 'firmware-bridge', 'server', 'simulators'].includes(folder) && path.endsWith('.ts'),
    )
    .flatMap((source) =>
      lines(source)
        .filter(({ line, at }) => {
          const before = source.text.split('\n')[at - 2]?.trim() ?? '';
          return /^export (?:async )?(?:function|class) /.test(line) && !before.endsWith('*/');
        })
        .map(({ line, at }) => `${source.path}:${at} ${line}`),
    );
  expect(silent).toEqual([]);
});
