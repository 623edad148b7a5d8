import { type Db, readSetting, writeSetting } from '../store/open.ts';

/** So many entries may be without their name in the index: it bounds the pause in which they get it. */
const maxUnnamed = 4_000;

/**
 * Finds entries by their names (mqtt.md, journal), which is asked where a machine says something again, or brings what
 * it carried over. The index runs behind the entries, and whoever asks catches up first.
 */
export function createEntryNames(db: Db) {
  const name = db.prepare(
    'INSERT OR IGNORE INTO entry_names SELECT machine, epoch, seq, id FROM entries WHERE id > ? AND id <= ?',
  );
  const newest = db.prepare<[], number>('SELECT COALESCE(MAX(id), 0) FROM entries').pluck();
  const find = db.prepare<[string, string, number], { body: string }>(
    `SELECT body FROM entry_names n JOIN entries e ON e.id = n.id WHERE n.machine = ? AND n.epoch = ? AND n.seq = ?`,
  );
  let unnamed = 0;

  function catchUp(): void {
    unnamed = 0;
    const [from, until] = [Number(readSetting(db, 'named') ?? 0), newest.get() ?? 0];
    if (from === until) return;
    name.run(from, until);
    writeSetting(db, 'named', String(until));
  }

  return {
    /** An entry was written. What a rollback takes back was counted too many, which names the others a little earlier. */
    added(): void {
      unnamed++;
      if (unnamed >= maxUnnamed) catchUp();
    },
    /** What the entry of this name says; undefined where it was not applied. */
    bodyOf(machine: string, epoch: string, seq: number): string | undefined {
      catchUp();
      return find.get(machine, epoch, seq)?.body;
    },
    /** Gives every entry its name, for whoever reads the index by itself. */
    catchUp,
  };
}
export type EntryNames = ReturnType<typeof createEntryNames>;
