import type { VisitSlot } from '../../protocol/http/restock.ts';

/** How far a phone's clock may be off the server's for a count to be matched with a door that stood open. */
export const clockToleranceMs = 10 * 60_000;
/** What was falling when the door was opened has fallen by then. */
export const inMotionMs = 60_000;
/** A door that was opened longer before a count than this was opened for something else. */
export const longestVisitMs = 4 * 3_600_000;

/** A span in which the door stood open; `closedMs` undefined: it still does. */
interface OpenDoor {
  readonly openedMs: number;
  readonly closedMs: number | undefined;
}

/**
 * The instant from which on a vend fell after a count. A machine does not vend while its door is open (serial.md, VEND),
 * so whatever fell once the door had been opened for the count fell after it, and a phone's clock need not be right to
 * the minute. Where no door stood open then, the phone's clock has to do. `doors`: in the order of the journal.
 */
export function countedUntilMs(
  doors: readonly { readonly atMs: number; readonly open: boolean }[],
  countedAtMs: number,
): number {
  const spans: OpenDoor[] = [];
  for (const [at, { atMs, open }] of doors.entries()) {
    if (!open || doors[at - 1]?.open) continue;
    spans.push({ openedMs: atMs, closedMs: doors.slice(at + 1).find((door) => !door.open)?.atMs });
  }
  const [nearest] = spans
    .map((span) => ({ ...span, offMs: offBy(span, countedAtMs) }))
    .filter(({ offMs }) => offMs <= clockToleranceMs)
    .sort((a, b) => a.offMs - b.offMs || b.openedMs - a.openedMs);
  if (nearest === undefined) return countedAtMs;
  return Math.min(nearest.closedMs ?? Number.POSITIVE_INFINITY, nearest.openedMs + inMotionMs);
}

function offBy({ openedMs, closedMs = openedMs + longestVisitMs }: OpenDoor, countedAtMs: number): number {
  if (countedAtMs < openedMs) return openedMs - countedAtMs;
  return Math.max(0, countedAtMs - closedMs);
}

/** Items that a slot holds when the visitor has done with it. */
export function leftIn({ found, filled, removed }: VisitSlot): number {
  return found + filled - removed;
}

/** Why the count of a slot cannot be; undefined where it can. `before`: the product that it held, null where unknown. */
export function countProblem(slot: VisitSlot, before: string | null): string | undefined {
  if (leftIn(slot) < 0) return 'more was taken out than there was';
  if (leftIn(slot) > maxStock) return `it cannot hold more than ${maxStock} items`;
  if (before !== null && before !== slot.product && slot.removed < slot.found)
    return `all ${before} has to be taken out before ${slot.product} is put in`;
  return undefined;
}
/** serial.md, SET_STOCK: stock is a u16. */
const maxStock = 0xffff;
