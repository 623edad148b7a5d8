import { metresBetween, type Position } from '../../protocol/base/distance.ts';
import type { Db } from '../store/open.ts';

/** Nobody comes through a city faster, as the crow flies; nearer machines are not looked at. */
const kmAnHour = 90;
const nearKm = 3;
/** What lies longer back tells nothing of where somebody can be. */
export const withinMs = 3_600_000;

/** Tells whether a card got something at another machine that is too far away for the time since then. */
export function createFar(db: Db): (card: Uint8Array, machine: string, nowMs: number) => boolean {
  const last = db.prepare<[Uint8Array, number, number, string], { machine: string; atMs: number }>(
    `SELECT machine, at AS atMs FROM usage WHERE card = ? AND at > ? AND at < ? AND machine <> ?
     ORDER BY at DESC LIMIT 1`,
  );
  const place = db.prepare<[string], Position>(
    'SELECT lat, lon FROM machines WHERE id = ? AND lat IS NOT NULL',
  );
  return (card, machine, nowMs) => {
    const before = last.get(card, nowMs - withinMs, nowMs, machine);
    if (before === undefined) return false;
    const [here, there] = [place.get(machine), place.get(before.machine)];
    if (here === undefined || there === undefined) return false;
    const km = metresBetween(here, there) / 1000;
    return km > nearKm && km > (kmAnHour * (nowMs - before.atMs)) / withinMs;
  };
}
