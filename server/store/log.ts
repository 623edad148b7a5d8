import { closeSync, fdatasync, openSync } from 'node:fs';
import type { Db } from './open.ts';

/**
 * Syncing the write-ahead log by hand. SQLite's own way (`synchronous` FULL) is to sync inside COMMIT, and nothing else is done
 * meanwhile. With NORMAL it syncs at checkpoints alone, in the order that keeps the file whole
 * (https://www.sqlite.org/wal.html, "Durability"); what was committed since is on the disk once the log's file is synced.
 */
export function syncByHand(db: Db): void {
  // A process before this one may have ended because a sync failed: what it left is written once more, and synced, before
  // anybody is told of it. To sync the log again would prove nothing: the kernel reports a failure once.
  db.pragma('wal_checkpoint(FULL)');
  db.pragma('synchronous = NORMAL');
}

/** The write-ahead log of an open database; it stays the same file as long as that is open. */
export function openLog(db: Db): { sync(): Promise<void>; close(): void } {
  let file: number | undefined;
  return {
    /** Resolves when all that was committed before is on the disk. @throws what fdatasync tells, or opening the log */
    sync: () =>
      new Promise((resolve, reject) => {
        // Opened with the first commit: by then it is there.
        file ??= openSync(`${db.name}-wal`, 'r');
        fdatasync(file, (error) => (error ? reject(error) : resolve()));
      }),
    close() {
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
}
