import type { MachineStatus } from '../../protocol/http/fleet.ts';

/** What of a machine bears on its place in the list. `emptyAt`: an instant as text, which sorts as time does. */
export interface Urgent {
  readonly id: string;
  readonly status: MachineStatus;
  readonly emptyAt: string | null;
  readonly fill: number | null;
  readonly slots: readonly { readonly perDay: number }[];
}

/** Those that serve, low or not, are one group: when they will be empty says who is next. */
const ranks: Readonly<Record<MachineStatus, number>> = {
  offline: 0,
  fault: 1,
  empty: 2,
  locked: 3,
  low: 4,
  ok: 4,
  unknown: 5,
};

/** Later than any instant of four digits of years. */
const never = '~';

/**
 * Most urgent first: what gives nothing, by why and then by how much it would give; then by expected emptying; then
 * what never said anything. The id makes the order the same each time.
 */
export function byUrgency(a: Urgent, b: Urgent): number {
  const serves = ranks[a.status] === ranks.low;
  return (
    ranks[a.status] - ranks[b.status] ||
    (serves ? bySoonestEmpty(a, b) : paceOf(b) - paceOf(a)) ||
    compare(a.id, b.id)
  );
}

function bySoonestEmpty(a: Urgent, b: Urgent): number {
  const byStatus = Number(a.status === 'ok') - Number(b.status === 'ok');
  return compare(a.emptyAt ?? never, b.emptyAt ?? never) || byStatus || (a.fill ?? 1) - (b.fill ?? 1);
}

const paceOf = ({ slots }: Urgent) => slots.reduce((sum, { perDay }) => sum + perDay, 0);

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
