import type { Db } from '../store/open.ts';
import { type BookedRefusal, type BookedVend, createBookmark, createBookReader } from './book-reader.ts';

/** Keeps something beside the books that follows from them alone: told of every row once, in order. */
export type Follower = (vends: readonly BookedVend[], refusals: readonly BookedRefusal[]) => void;

/** So many rows may be booked before those who follow are told: it bounds the pause, some milliseconds, in which they are. */
const maxBehind = 2_000;

/**
 * Roll-ups of the books run behind them: many rows of one quarter of an hour change one row of a roll-up together,
 * where each on its own would change five, which cost more than the booking itself. Whoever reads a roll-up catches
 * up first, so nobody sees that it was behind, and how far they are is part of the same commit. The index of vends by
 * machine runs behind too.
 */
export function createFollowing(db: Db) {
  const books = createBookReader(db);
  const bookmark = createBookmark(db, 'rolled-up');
  const place = db.prepare('INSERT INTO machine_vends VALUES (?, ?, ?)');
  const followers: Follower[] = [
    (vends) => {
      for (const { machine, atMs, id } of vends) place.run(machine, atMs, id);
    },
  ];
  let behind = 0;

  function catchUp(): void {
    behind = 0;
    const end = books.end();
    for (let at = bookmark.read(); at.vends < end.vends || at.refusals < end.refusals; ) {
      const vends = books.vends(at.vends, maxBehind);
      const refusals = books.refusals(at.refusals, maxBehind);
      for (const follower of followers) follower(vends, refusals);
      at = { vends: vends.at(-1)?.id ?? at.vends, refusals: refusals.at(-1)?.id ?? at.refusals };
      bookmark.write(at);
    }
  }

  return {
    /** From now on this one is told too. */
    add(follower: Follower): void {
      followers.push(follower);
    },
    /** A row was booked. What a rollback takes back was counted too many, which tells them a little earlier. */
    booked(): void {
      behind++;
      if (behind >= maxBehind) catchUp();
    },
    /** Tells the followers of all that is booked. */
    catchUp,
  };
}
export type Following = ReturnType<typeof createFollowing>;
