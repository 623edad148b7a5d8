import type { Quarantine } from '../../protocol/http/doubt.ts';
import { type JournalEntry, readEntry } from '../../protocol/mqtt/entries.ts';
import { instantOf } from '../../protocol/mqtt/fields.ts';
import type { HeldEntry } from './doubt-store.ts';

/** An entry that a quarantine holds back, as the machine told it; undefined where it cannot be read. */
export function openHeld(
  { sealed }: HeldEntry,
  unseal: (sealed: string) => string | undefined,
): JournalEntry | undefined {
  const content = unseal(sealed);
  const entry = content === undefined ? undefined : readEntry(JSON.parse(content));
  return entry?.ok ? entry.value : undefined;
}

/** What accepting them would book. Pure: how an entry is opened and what the books have is passed in. */
export function summaryOf(
  held: readonly HeldEntry[],
  facts: {
    readonly open: (entry: HeldEntry) => JournalEntry | undefined;
    /** Whether the books have this vend's end already: it is not booked again. */
    readonly isBooked: (txn: string) => boolean;
    /** Masks in one item; one of a product that no policy knows is one mask (as the ledger books it). */
    readonly piecesOf: (product: string) => number | undefined;
  },
): Pick<Quarantine, 'since' | 'entries' | 'vends' | 'masks'> {
  const masks = new Map<string, number>();
  for (const one of held) {
    const entry = facts.open(one);
    if (entry?.type !== 'vend.completed' || entry.dispensed === 0) continue;
    const txn = entry.txn.toLowerCase();
    if (facts.isBooked(txn) || masks.has(txn)) continue;
    masks.set(txn, entry.dispensed * (facts.piecesOf(entry.product) ?? 1));
  }
  return {
    since: held.length === 0 ? null : instantOf(Math.min(...held.map(({ atMs }) => atMs))),
    entries: held.length,
    vends: masks.size,
    masks: [...masks.values()].reduce((sum, count) => sum + count, 0),
  };
}
