import { readFileSync } from 'node:fs';
import { type LoadHookSync, registerHooks } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bugs, type Edit } from './bugs.ts';

/** The project's folder. */
const root = new URL('../../../', import.meta.url);

/**
 * Text with its edits made.
 * @throws an Error where a text that an edit replaces is not there exactly once: the bug no longer says what it is.
 */
export function planted(text: string, edits: readonly Edit[]): string {
  return edits.reduce((now, { file, from, to }) => {
    const found = now.split(from).length - 1;
    if (found !== 1) throw new Error(`${file}: ${found} times instead of once: ${from}`);
    return now.replace(from, () => to);
  }, text);
}

/** Loads every module as it is, but for those with an edit. */
function loadWith(edits: readonly Edit[], done: Set<string>): LoadHookSync {
  return (url, context, next) => {
    const mine = edits.filter(({ file }) => new URL(file, root).href === url);
    if (mine.length === 0) return next(url, context);
    for (const { file } of mine) done.add(file);
    const source = planted(readFileSync(fileURLToPath(url), 'utf8'), mine);
    return { format: 'module-typescript', source, shortCircuit: true };
  };
}

/** Plants a bug in this process, before the product's modules are loaded. */
function plant(name: string): void {
  const bug = bugs.find((one) => one.name === name);
  if (bug === undefined) throw new Error(`no such bug: ${name}`);
  const done = new Set<string>();
  registerHooks({ load: loadWith(bug.edits, done) });
  process.on('exit', () => {
    const missed = bug.edits.find(({ file }) => !done.has(file));
    if (missed === undefined) return;
    process.stderr.write(`${missed.file} was never loaded\n`);
    process.exitCode = 3;
  });
}

/** What makes Node plant this bug before anything else. */
export function plantOption(name: string): string[] {
  const url = pathToFileURL(fileURLToPath(import.meta.url));
  url.searchParams.set('bug', name);
  return ['--import', url.href];
}

const asked = new URL(import.meta.url).searchParams.get('bug');
if (asked !== null) plant(asked);
