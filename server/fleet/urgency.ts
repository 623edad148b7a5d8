import type { MachineStatus } from '../../protocol/http/fleet.ts';
import { isFaulted } from './view.ts';

/** What of a machine bears on its place in the list. `emptyAt`: an instant as text, which sorts as time does. */
export interface Urgent {
  readonly id: string;
  readonly status: MachineStatus;
  readonly emptyAt: string | null;
  readonly fill: number | null;
  readonly slots: readonly { readonly perDay: number; readonly faults: readonly number[] }[];
}

const ranks: Readonly<Record<MachineStatus, number>> = {
  offline: 0,
  fault: 1,
  empty: 2,
  locked: 3,
  low: 4,
  open: 5,
  ok: 6,
  unknown: 7,
};

/** Later than any instant of four digits of years. */
const never = '~';

/**
 * Most urgent first: what gives nothing, by why and then by how much it would give; then what runs low, by expected
 * emptying; then where somebody is at work behind an open door; then what serves, with a fault of a slot first; then
 * what never said anything. The id makes the order the same each time.
 */
export function byUrgency(a: Urgent, b: Urgent): number {
  const serves = a.status === 'low' || a.status === 'ok';
  return (
    ranks[a.status] - ranks[b.status] ||
    (serves ? byTrouble(a, b) || bySoonestEmpty(a, b) : paceOf(b) - paceOf(a)) ||
    compare(a.id, b.id)
  );
}

/** A fault of a slot waits for a hand, but what runs low runs out whether or not one of its slots is jammed. */
function byTrouble(a: Urgent, b: Urgent): number {
  return a.status === 'low' ? 0 : Number(hasFault(b)) - Number(hasFault(a));
}

const hasFault = ({ slots }: Urgent) => slots.some(isFaulted);

function bySoonestEmpty(a: Urgent, b: Urgent): number {
  return compare(a.emptyAt ?? never, b.emptyAt ?? never) || (a.fill ?? 1) - (b.fill ?? 1);
}

const paceOf = ({ slots }: Urgent) => slots.reduce((sum, { perDay }) => sum + perDay, 0);

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
