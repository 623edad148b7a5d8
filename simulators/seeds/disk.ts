import { basename, dirname } from 'node:path';
import type { Disk, DiskFile } from '../../firmware-bridge/store/disk.ts';
import { sleep } from '../../protocol/base/clock.ts';
import { type Random, wholeBetween } from '../random.ts';
import type { Life } from './mortal.ts';

/** How long a sync takes at most, in ms: an SD card that is busy. */
const maxSyncMs = 80;

/** A file's bytes as programs see them, and as they are without power. */
interface Content {
  live: Buffer;
  kept: Buffer;
}

/** Names in one folder that were given or taken since it was synced, in order. */
interface NameChange {
  readonly path: string;
  readonly content: Content | undefined;
}

/** A disk in memory. What was not synced may be gone, or torn, when the power goes. */
export interface SimulatedDisk {
  /** The disk as one process sees it; nothing that the process still does after its end reaches it. */
  of(life: Life): Disk;
  /** Takes the power: of what was not synced a part is left, as it happens to be. True: some file is torn. */
  cutPower(): boolean;
  /** Every write fails while true: the disk is full. */
  full: boolean;
  /** A copy of all that is on it, as somebody clones a card. */
  image(): Map<string, Buffer>;
  /** Puts an image back, or another machine's, or an empty one. */
  restore(image: ReadonlyMap<string, Buffer>): void;
  /** The files below a folder with their content, as programs see it. */
  files(folder: string): { name: string; bytes: Buffer }[];
  /** The same, as it would be without power: what was synced. */
  durable(folder: string): { name: string; bytes: Buffer }[];
}

/** Makes an empty disk. `random` decides what a loss of power leaves. */
export function createDisk(random: Random): SimulatedDisk {
  let live = new Map<string, Content>();
  let kept = new Map<string, Content>();
  let changes: NameChange[] = [];

  function name(path: string, content: Content | undefined): void {
    if (content === undefined) live.delete(path);
    else live.set(path, content);
    changes.push({ path, content });
  }

  function keepNames(some: readonly NameChange[]): void {
    for (const { path, content } of some) {
      if (content === undefined) kept.delete(path);
      else kept.set(path, content);
    }
  }

  /** A page cache writes back when it likes: any part of what is new may have reached the disk, from the front on. */
  function tear(content: Content): boolean {
    const { live: now, kept: before } = content;
    const fate = random();
    if (now.length < before.length || !now.subarray(0, before.length).equals(before)) {
      content.kept = Buffer.from(fate < 0.5 ? before : now);
    } else {
      const grown = now.length - before.length;
      const length = fate < 0.25 ? 0 : fate < 0.5 ? grown : wholeBetween(random, 0, grown);
      const left = Buffer.from(now.subarray(0, before.length + length));
      // The length is on the disk, the last page is not.
      if (fate > 0.85) left.fill(0, before.length + wholeBetween(random, 0, length));
      content.kept = left;
    }
    content.live = Buffer.from(content.kept);
    return !content.kept.equals(before) && !content.kept.equals(now);
  }

  const below = (folder: string, names: ReadonlyMap<string, Content>, as: keyof Content) =>
    [...names]
      .filter(([path]) => dirname(path) === folder)
      .map(([path, content]) => ({ name: basename(path), bytes: content[as] }));

  return {
    full: false,

    of(life) {
      /** A system call: it never returns to a process that is gone. */
      async function call<T>(act: () => T): Promise<T> {
        if (life.isOver) return new Promise<T>(() => {});
        return act();
      }
      const synced = async (act: () => void) => {
        await sleep(life.clock, wholeBetween(random, 0, maxSyncMs));
        return call(act);
      };
      const need = (path: string): Content => {
        const found = live.get(path);
        if (found === undefined) throw Object.assign(new Error(`no such file: ${path}`), { code: 'ENOENT' });
        return found;
      };
      const room = () => {
        if (this.full) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      };

      function fileOf(content: Content): DiskFile {
        return {
          write: (bytes, from, length, at) =>
            call(() => {
              room();
              const end = at + length;
              if (end > content.live.length)
                content.live = Buffer.concat([content.live, Buffer.alloc(end - content.live.length)]);
              content.live.set(bytes.subarray(from, from + length), at);
              return { bytesWritten: length };
            }),
          read: (into, from, length, at) =>
            call(() => ({ bytesRead: content.live.copy(into as Buffer, from, at, at + length) })),
          writeFile: (text) =>
            call(() => {
              room();
              content.live = Buffer.from(text);
            }),
          truncate: (bytes) =>
            call(() => {
              content.live = Buffer.from(content.live.subarray(0, bytes));
            }),
          sync: () =>
            synced(() => {
              content.kept = Buffer.from(content.live);
            }),
          datasync: () =>
            synced(() => {
              content.kept = Buffer.from(content.live);
            }),
          close: () => call(() => {}),
        };
      }

      const folder: DiskFile = {
        ...fileOf({ live: Buffer.alloc(0), kept: Buffer.alloc(0) }),
        sync: () => synced(() => keepNames(changes.splice(0))),
      };

      return {
        open: (path, flags) =>
          call(() => {
            if (
              flags === 'r' &&
              !live.has(path) &&
              [...live.keys()].some((one) => one.startsWith(`${path}/`))
            )
              return folder;
            if (!flags.startsWith('w')) return fileOf(need(path));
            room();
            const content: Content = live.get(path) ?? { live: Buffer.alloc(0), kept: Buffer.alloc(0) };
            content.live = Buffer.alloc(0);
            name(path, content);
            return fileOf(content);
          }),
        readFile: (path) => call(() => Buffer.from(need(path).live)),
        readdir: (path) =>
          call(() => [...live.keys()].filter((one) => dirname(one) === path).map((one) => basename(one))),
        rename: (from, to) =>
          call(() => {
            const content = need(from);
            name(from, undefined);
            name(to, content);
          }),
        remove: (path) => call(() => name(path, undefined)),
        makeFolder: () => call(() => {}),
      };
    },

    cutPower() {
      // A file system keeps the order of names; how far it came is chance.
      keepNames(changes.slice(0, wholeBetween(random, 0, changes.length)));
      changes = [];
      const torn = [...new Set(kept.values())].map(tear);
      live = new Map(kept);
      return torn.includes(true);
    },

    image: () => new Map([...live].map(([path, content]) => [path, Buffer.from(content.live)])),

    restore(image) {
      changes = [];
      kept = new Map(
        [...image].map(([path, bytes]) => [path, { live: Buffer.from(bytes), kept: Buffer.from(bytes) }]),
      );
      live = new Map(kept);
    },

    files: (folder) => below(folder, live, 'live'),
    durable: (folder) => below(folder, kept, 'kept'),
  };
}
