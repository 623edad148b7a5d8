import { hash, randomUUID } from 'node:crypto';
import { createMachineStore, hashToken } from '../../server/fleet/machine-store.ts';
import { createBookingStore } from '../../server/ledger/booking-store.ts';
import { createRefusalStore } from '../../server/ledger/refusal-store.ts';
import { createUsageStore } from '../../server/ledger/usage-store.ts';
import { openDatabase } from '../../server/store/open.ts';
import { createRequestLog } from '../../server/whatif/request-log.ts';
import { seededRandom } from '../../simulators/random.ts';

const dayMs = 86_400_000;

/** Places with every kind of letter that Turkish sorts its own way. */
export const districts = [
  'Konak',
  'Karşıyaka',
  'Bornova',
  'Çiğli',
  'İnciraltı',
  'Iğdır Mah.',
  'Şirinyer',
] as const;
const reasons = ['quota', 'quota', 'quota', 'no-stock', 'not-eligible', 'bad-id', 'machine-locked'] as const;

export interface SeedOptions {
  readonly days: number;
  readonly machines: number;
  readonly vendsADay: number;
  /** Everything is before this instant, ms since 1970. */
  readonly endMs: number;
  /** How many cards come, again and again; without it nobody knows whose any of it was. */
  readonly cards?: number;
}

/**
 * Fills the books of a data folder as a city would have them: machines that open at six and close at nine, more at the
 * rush hours, every fourth vend beside a refusal. By the stores themselves; roll-ups follow when they are read.
 */
export function seedBooks(
  dataDir: string,
  { days, machines, vendsADay, endMs, cards = 0 }: SeedOptions,
): void {
  const db = openDatabase(dataDir, undefined);
  const random = seededRandom(7);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const registry = createMachineStore(db);
  const ids = Array.from({ length: machines }, (_, at) => `izmir-${String(at + 1).padStart(2, '0')}`);
  for (const [at, id] of ids.entries()) {
    const district = districts[at % districts.length] as string;
    const place = {
      name: `${district} ${at + 1}`,
      lat: null,
      lon: null,
      district,
      language: null,
      slots: null,
    };
    registry.enrol({ id, ...place, enrolledAtMs: 0, tokenHash: hashToken('t') });
  }
  const [bookings, refusals] = [createBookingStore(db, () => {}), createRefusalStore(db, () => {})];
  const [usage, requests] = [createUsageStore(db), createRequestLog(db)];
  // Apart from the rest, which stays the same whether cards are known or not.
  const who = seededRandom(8);
  const pickCard = () => hash('sha256', `card ${Math.floor(who() * cards)}`, 'buffer');
  const epoch = randomUUID();
  let seq = 0;
  for (let day = days; day > 0; day--)
    db.transaction(() => {
      // Fewer on one day of the week than on the next, as in a city.
      const vends = vendsADay * (1 - (day % 7) / 14);
      for (let n = 0; n < vends; n++) {
        const rush = random() < 0.5 ? 2 : 11;
        const atMs = Math.floor(endMs - day * dayMs + (3 + rush * random() + 2 * random()) * 3_600_000);
        const machine = pick(ids);
        const product = random() < 0.85 ? 'adult' : 'child';
        const item = { machine, txn: randomUUID(), product, atMs };
        const reason = n % 4 === 0 ? pick(reasons) : undefined;
        if (reason !== undefined) refusals.book({ ...item, txn: randomUUID(), reason });
        if (reason !== undefined && cards > 0)
          requests.keep(
            {
              ...{ ...item, reason, qty: 1, given: 0, isOffline: false },
              cards: [{ scheme: 'uid', entry: 'tap', card: pickCard() }],
            },
            'k',
          );
        if (cards > 0)
          usage.add(
            { ...item, policy: 1 },
            { card: pickCard(), keyId: 'k' },
            { ...item, pieces: 5 },
            'settled',
          );
        bookings.book({
          ...{ ...item, epoch, seq: ++seq, slot: 0, requested: 1, items: 1, pieces: 5, fault: 0 },
          ...{ vendCounter: n, assumed: false, late: false },
          authority: random() < 0.03 ? 'offline' : 'online',
          tookMs: Math.floor(4_000 + random() * random() * 20_000),
        });
      }
    })();
  db.close();
}
