import type { BookedVend } from '../ledger/book-reader.ts';
import type { Following } from '../ledger/following.ts';
import { calendarOf } from '../policy/windows.ts';
import { type Db, readSetting, writeSetting } from '../store/open.ts';
import { paceDays, rhythmOf, type UsualDay } from './pace.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Days of a slot that are kept: all that a pace looks at, and one for the changes of clocks. */
const keptDays = paceDays + 2;

/** Items and masks of a machine's slot, of its last seven days; `today`: masks since midnight. */
export interface SlotPace {
  readonly machine: string;
  readonly slot: number;
  /** The day in which the seven days begin counts in part. */
  readonly items: number;
  readonly today: number;
  readonly firstAtMs: number;
}

/** What a slot gave on a day; `atMs`: the first of it. */
interface SlotDay {
  readonly machine: string;
  readonly slot: number;
  readonly day: number;
  items: number;
  pieces: number;
  atMs: number;
}

/** What slots gave day by day, in the days of one time zone, and the city hour by hour: follows from the books. */
export function createSlotDayStore(db: Db, following: Following) {
  const addDay = db.prepare(
    `INSERT INTO slot_days VALUES (@machine, @slot, @day, @items, @pieces, @atMs)
     ON CONFLICT DO UPDATE SET items = items + excluded.items, pieces = pieces + excluded.pieces,
       first_at = MIN(first_at, excluded.first_at) RETURNING items`,
  );
  const dropDays = db.prepare('DELETE FROM slot_days WHERE machine = ? AND slot = ? AND day < ?');
  const addHour = db.prepare(
    'INSERT INTO city_hours VALUES (?, ?) ON CONFLICT DO UPDATE SET items = items + excluded.items',
  );
  const hours = db.prepare<[number, number], { hour: number; items: number }>(
    'SELECT hour, items FROM city_hours WHERE hour BETWEEN ? AND ?',
  );
  const firstHour = db.prepare<[], { hour: number | null }>('SELECT MIN(hour) AS hour FROM city_hours');
  const sums = `SELECT machine, slot, MIN(first_at) AS firstAtMs,
      SUM(CASE WHEN day < @full THEN items * @weight ELSE items END) AS items,
      SUM(CASE WHEN day >= @today THEN pieces ELSE 0 END) AS today
    FROM slot_days`;
  const all = db.prepare<object, SlotPace>(`${sums} WHERE day >= @oldest GROUP BY machine, slot`);
  const ofOne = db.prepare<object, SlotPace>(
    `${sums} WHERE machine = @machine AND day >= @oldest GROUP BY machine, slot`,
  );
  const vendsSince = db.prepare<
    [number],
    { machine: string; slot: number; atMs: number; items: number; pieces: number }
  >(
    `SELECT machine, slot, MIN(at) AS atMs, SUM(items) AS items, SUM(pieces) AS pieces FROM vends
     WHERE at >= ? AND items > 0 AND authority <> 'staff' GROUP BY machine, slot, at / 900000`,
  );

  let zone = readSetting(db, 'slot-days-zone') ?? 'UTC';
  const dayOf = (atMs: number) => calendarOf({ calendar: 'day' }, zone)(atMs).start;

  /** Adds vends up by slot and day, and by hour, before anything is written. */
  function put(vends: readonly Pick<BookedVend, 'machine' | 'slot' | 'atMs' | 'items' | 'pieces'>[]): void {
    const days = new Map<string, SlotDay>();
    const byHour = new Map<number, number>();
    for (const { machine, slot, atMs, items, pieces } of vends) {
      const at = Math.floor(atMs);
      const hour = Math.floor(at / hourMs);
      byHour.set(hour, (byHour.get(hour) ?? 0) + items);
      const day = dayOf(at);
      const name = `${machine} ${slot} ${day}`;
      const known = days.get(name) ?? { machine, slot, day, items: 0, pieces: 0, atMs: at };
      known.items += items;
      known.pieces += pieces;
      known.atMs = Math.min(known.atMs, at);
      days.set(name, known);
    }
    for (const one of days.values()) {
      const row = addDay.get(one) as { items: number };
      // The day's first: what has grown too old goes.
      if (row.items === one.items) dropDays.run(one.machine, one.slot, one.day - keptDays * dayMs);
    }
    for (const [hour, items] of byHour) addHour.run(hour, items);
  }

  /** The moments between which a pace at `nowMs` looks. */
  function spans(nowMs: number) {
    const sinceMs = nowMs - paceDays * dayMs;
    const oldest = dayOf(sinceMs);
    const full = calendarOf({ calendar: 'day' }, zone)(sinceMs).end;
    return { oldest, full, weight: (full - sinceMs) / (full - oldest), today: dayOf(nowMs) };
  }

  following.add((vends) => {
    put(vends.filter(({ items, authority }) => items > 0 && authority !== 'staff'));
  });

  return {
    /** Reckons all days anew where they are of another time zone than the policy's, or were never reckoned. */
    prepare(timeZone: string, nowMs: number): void {
      following.catchUp();
      if (readSetting(db, 'slot-days-zone') === timeZone) return;
      db.exec('DELETE FROM slot_days; DELETE FROM city_hours');
      zone = timeZone;
      writeSetting(db, 'slot-days-zone', timeZone);
      put(vendsSince.all(Math.floor(nowMs) - keptDays * dayMs));
    },

    /** The paces of one machine's slots, or of all machines'. */
    paces(nowMs: number, machine?: string): SlotPace[] {
      following.catchUp();
      return machine === undefined ? all.all(spans(nowMs)) : ofOne.all({ ...spans(nowMs), machine });
    },

    /**
     * The last local midnight, and the city's usual day, from the whole hours of the last seven days. The hour that runs
     * is not over yet, and of the city's first nobody knows when in it the city began.
     */
    usualDay(nowMs: number): UsualDay {
      following.catchUp();
      const calendar = calendarOf({ calendar: 'day' }, zone);
      const hourNow = Math.floor(nowMs / hourMs);
      const first = Math.max(hourNow - paceDays * 24, (firstHour.get()?.hour ?? hourNow) + 1);
      const items = new Map(hours.all(first, hourNow - 1).map((one) => [one.hour, one.items]));
      const seen = Array.from({ length: Math.max(0, hourNow - first) }, (_, at) => {
        const hour = first + at;
        const sinceMidnight = hour * hourMs - calendar(hour * hourMs).start;
        const ofDay = Math.min(23, Math.max(0, Math.floor(sinceMidnight / hourMs)));
        return { hour: ofDay, items: items.get(hour) ?? 0 };
      });
      return { dayStartMs: dayOf(nowMs), rhythm: rhythmOf(seen) };
    },
  };
}
export type SlotDayStore = ReturnType<typeof createSlotDayStore>;
