import { basename, dirname } from 'node:path';
import type { Disk, DiskFile } from '../../firmware-bridge/store/disk.ts';

/** What a program did to its disk, in order. A file is told by its number: names come and go. */
type Step =
  | { readonly do: 'write'; readonly file: number; readonly at: number; readonly bytes: Buffer }
  | { readonly do: 'truncate'; readonly file: number; readonly length: number }
  | { readonly do: 'name'; readonly path: string; readonly file: number | undefined }
  | { readonly do: 'sync'; readonly file: number }
  | { readonly do: 'syncNames' };

/**
 * What of the unsynced has reached the disk when the power goes: all of it; the names alone; nothing. Of the write that
 * was under way a part is there in any case.
 */
export const cacheFates = ['all', 'names', 'none'] as const;
export type CacheFate = (typeof cacheFates)[number];

/** A point at which the power goes: behind `steps` steps, with `bytes` bytes of the write that follows. */
export interface Cut {
  readonly steps: number;
  readonly bytes: number;
}

/** A disk in memory that remembers how it came to be as it is, so that it can be cut at every byte of it. */
export function crashDisk(image: ReadonlyMap<string, Buffer> = new Map()) {
  const steps: Step[] = [];
  const contents = new Map<number, Buffer>();
  const names = new Map<string, number>();
  let replayed = nothingReplayed();
  let removed = 0;
  for (const [path, bytes] of image) {
    contents.set(contents.size, Buffer.from(bytes));
    names.set(path, contents.size - 1);
  }

  function take(step: Step): void {
    steps.push(step);
    apply(step, contents, names);
  }

  const need = (path: string): number => {
    const file = names.get(path);
    if (file === undefined) throw Object.assign(new Error(`no such file: ${path}`), { code: 'ENOENT' });
    return file;
  };
  const bytesOf = (file: number): Buffer => contents.get(file) ?? Buffer.alloc(0);

  const fileOf = (file: number): DiskFile => ({
    async write(bytes, from, length, at) {
      take({ do: 'write', file, at, bytes: Buffer.from(bytes.subarray(from, from + length)) });
      return { bytesWritten: length };
    },
    read: async (into, from, length, at) => ({
      bytesRead: bytesOf(file).copy(into as Buffer, from, at, at + length),
    }),
    writeFile: async (text) => take({ do: 'write', file, at: 0, bytes: Buffer.from(text) }),
    truncate: async (length) => take({ do: 'truncate', file, length }),
    sync: async () => take({ do: 'sync', file }),
    datasync: async () => take({ do: 'sync', file }),
    close: async () => {},
  });

  const disk: Disk = {
    async open(path, flags) {
      const isFolder = [...names.keys()].some((one) => dirname(one) === path);
      if (flags === 'r' && isFolder) return { ...fileOf(-1), sync: async () => take({ do: 'syncNames' }) };
      if (flags.startsWith('w')) {
        const known = names.get(path);
        if (known === undefined) {
          contents.set(contents.size, Buffer.alloc(0));
          take({ do: 'name', path, file: contents.size - 1 });
        } else take({ do: 'truncate', file: known, length: 0 });
      }
      return fileOf(need(path));
    },
    readFile: async (path) => Buffer.from(bytesOf(need(path))),
    readdir: async (path) =>
      [...names.keys()].filter((one) => dirname(one) === path).map((one) => basename(one)),
    async rename(from, to) {
      const file = need(from);
      take({ do: 'name', path: from, file: undefined });
      take({ do: 'name', path: to, file });
    },
    async remove(path) {
      if (names.has(path)) removed++;
      take({ do: 'name', path, file: undefined });
    },
    makeFolder: async () => {},
  };

  return {
    disk,
    steps: () => steps.length,
    /** How many files were deleted. */
    removed: () => removed,
    /** Every point at which the power can go: between two steps, and at each byte of each write. */
    *cuts(): Generator<Cut> {
      for (const [at, step] of steps.entries()) {
        const length = step.do === 'write' ? step.bytes.length : 1;
        for (let bytes = 0; bytes < length; bytes++) yield { steps: at, bytes };
      }
      yield { steps: steps.length, bytes: 0 };
    },
    /** The files that a start finds after the power went there. Asked in order, no step is done twice. */
    after(cut: Cut, fate: CacheFate): Map<string, Buffer> {
      if (cut.steps < replayed.steps) replayed = nothingReplayed();
      const { live, kept } = replayed;
      for (const step of steps.slice(replayed.steps, cut.steps)) {
        apply(step, live.contents, live.names);
        if (step.do === 'sync') kept.contents.set(step.file, live.contents.get(step.file) ?? Buffer.alloc(0));
        if (step.do === 'syncNames') kept.names = new Map(live.names);
      }
      replayed.steps = cut.steps;
      const there = new Map(fate === 'all' ? live.contents : kept.contents);
      const torn = steps[cut.steps];
      if (torn?.do === 'write')
        apply({ ...torn, bytes: torn.bytes.subarray(0, cut.bytes) }, there, new Map());
      const found = fate === 'none' ? kept.names : live.names;
      return new Map([...found].map(([path, file]) => [path, there.get(file) ?? Buffer.alloc(0)]));
    },
  };
}

/** The disk as programs see it, and as it is without power, behind so many steps. */
function nothingReplayed() {
  const empty = () => ({ contents: new Map<number, Buffer>(), names: new Map<string, number>() });
  return { steps: 0, live: empty(), kept: empty() };
}

function apply(step: Step, contents: Map<number, Buffer>, names: Map<string, number>): void {
  if (step.do === 'name') {
    if (step.file === undefined) names.delete(step.path);
    else names.set(step.path, step.file);
  }
  if (step.do !== 'write' && step.do !== 'truncate') return;
  const before = contents.get(step.file) ?? Buffer.alloc(0);
  if (step.do === 'truncate') {
    contents.set(step.file, Buffer.from(before.subarray(0, step.length)));
    return;
  }
  const after = Buffer.alloc(Math.max(before.length, step.at + step.bytes.length));
  before.copy(after);
  step.bytes.copy(after, step.at);
  contents.set(step.file, after);
}
