import { openSealedCards } from '../../server/keys/pseudonyms.ts';
import { hex, type World } from './world.ts';

/** What one card really got with one vend. */
interface Got {
  readonly atMs: number;
  readonly pieces: number;
  readonly product: string;
  readonly online: boolean;
  /** The machine and how many disks it had before: each disk counts for itself what it gave while cut off. */
  readonly disk: string;
  /** `machine txn`. */
  readonly key: string;
}

/** I2 and I3, from what each card really got. */
export function withinLimits(world: World, late: ReadonlySet<string>): string[] {
  const got = gotOf(world, late);
  const { offline } = world.policy;
  const found: string[] = [];
  for (const [card, all] of got) {
    const online = world.wasRestored ? [] : all.filter((one) => one.online);
    for (const { atMs } of online) {
      const hour = sum(online.filter((one) => one.atMs <= atMs && one.atMs > atMs - 3_600_000));
      if (hour > 12)
        found.push(`I2 card ${card.slice(0, 8)} got ${hour} masks within an hour, 12 are allowed`);
    }
    for (const day of new Set(online.map(dayOf))) {
      const adults = sum(online.filter((one) => dayOf(one) === day && one.product === 'adult'));
      if (adults > 15) found.push(`I2 card ${card.slice(0, 8)} got ${adults} on one day, 15 are allowed`);
    }
    for (const disk of new Set(all.map((one) => one.disk))) {
      const cutOff = sum(all.filter((one) => !one.online && one.disk === disk));
      if (cutOff > 0) world.note('card served while cut off');
      if (cutOff > (offline?.perCard ?? 0))
        found.push(
          `I3 card ${card.slice(0, 8)} got ${cutOff} from ${disk} while it was cut off, ${offline?.perCard} are allowed`,
        );
    }
    if (sum(all) > 12) world.note('offline overshoot');
  }
  return [...found, ...chargedRightly(world, got)];
}

const sum = (all: readonly Got[]) => all.reduce((total, { pieces }) => total + pieces, 0);
/** Istanbul has been three hours ahead all year round since 2016. */
const dayOf = ({ atMs }: Got) => Math.floor((atMs + 3 * 3_600_000) / 86_400_000);

function gotOf({ asked, fell, server, watch }: World, late: ReadonlySet<string>): Map<string, Got[]> {
  const got = new Map<string, Got[]>();
  const pieces: Readonly<Record<string, number>> = { adult: 5, child: 2 };
  for (const [key, { started, disk }] of watch.begun) {
    const [machine = ''] = key.split(' ');
    const question = asked.get(key);
    const items = fell.get(key) ?? 0;
    if (items === 0 || late.has(key) || started.authority === 'staff') continue;
    const online = started.authority === 'online';
    const uses = online
      ? (question?.cards ?? []).map((card, at) => ({ card, qty: question?.charges[at] ?? 0 }))
      : openSealedCards(server.keys, started.cards).map(({ pseudonym, qty }) => ({
          card: hex(pseudonym.card),
          qty,
        }));
    let left = items;
    for (const { card, qty } of uses) {
      const kept = Math.min(left, qty);
      left -= kept;
      if (kept === 0) continue;
      const atMs = question?.decidedAtMs ?? Date.parse(started.at);
      const list = got.get(card) ?? [];
      list.push({
        atMs,
        pieces: kept * (pieces[started.product] ?? 1),
        product: started.product,
        online,
        disk: `${machine} ${disk}`,
        key,
      });
      got.set(card, list);
    }
  }
  return got;
}

/** Each card is charged what it got: what did not fall is given back from the last card backward (mqtt.md, authorize). */
function chargedRightly({ server, odd, lost, wasRestored }: World, got: ReadonlyMap<string, readonly Got[]>) {
  const rows = server.db
    .prepare(
      `SELECT u.machine || ' ' || u.txn AS vend, lower(hex(u.card)) AS card, SUM(u.pieces) AS pieces FROM usage u
       JOIN vends v ON v.machine = u.machine AND v.txn = u.txn GROUP BY u.machine, u.txn, u.card`,
    )
    .all() as { vend: string; card: string; pieces: number }[];
  const charged = new Map(rows.map(({ vend, card, pieces }) => [`${vend} ${card}`, pieces]));
  const found: string[] = [];
  for (const [card, all] of got) {
    for (const { key, pieces } of all) {
      const [machine = ''] = key.split(' ');
      if (wasRestored || odd.has(machine) || lost.has(key)) continue;
      const booked = charged.get(`${key} ${card}`) ?? 0;
      if (booked !== pieces)
        found.push(`I1 ${key}: card ${card.slice(0, 8)} got ${pieces} masks, ${booked} are charged`);
    }
  }
  return found;
}
