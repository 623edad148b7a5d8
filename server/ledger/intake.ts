import type { FeedItem } from '../../protocol/http/figures.ts';
import { type EntryOf, type JournalEntry, readEntry } from '../../protocol/mqtt/entries.ts';
import type { Journal, JournalAck } from '../../protocol/mqtt/messages/journal.ts';
import type { AlarmKind, AlarmStore } from '../alarms/alarm-store.ts';
import type { BookingStore } from './booking-store.ts';
import { contentHash } from './content-hash.ts';
import { dateEntry } from './date-entry.ts';
import type { EntryStore, EpochRow } from './entry-store.ts';
import type { EntryPlace, Settle } from './settle.ts';

/** What a journal message did. Nothing of it may be told before it is durable. */
export interface IntakeResult {
  /** Absent where nothing may be acknowledged: the machine is quarantined. */
  readonly ack: JournalAck | undefined;
  readonly feed: readonly FeedItem[];
  /** Entries that were applied for the first time. */
  readonly applied: number;
  /** Another order waits for the machine now, or it is planned otherwise: it has to be told. */
  readonly ordered: boolean;
}

export interface IntakeDeps {
  readonly entries: EntryStore;
  readonly settle: Settle;
  readonly bookings: BookingStore;
  readonly alarms: AlarmStore;
  readonly isQuarantined: (machine: string) => boolean;
  readonly quarantine: (machine: string) => void;
  /** A quarantine on which an operator has decided ends with the first message of a new epoch; tells whether it did. */
  readonly endsQuarantine: (machine: string) => boolean;
  /** Seals what must be kept unread, for the server's own key. */
  readonly seal: (content: string) => string;
  /** Whether a machine was told that a slot of it holds so many items. */
  readonly isStockOrdered: (machine: string, slot: number, stock: number) => boolean;
  /** A slot's stock was set; true: orders follow from it. */
  readonly stockSet: (
    entry: EntryOf<'stock.set'>,
    place: { machine: string; nowMs: number; wallMs: number },
  ) => boolean;
  /** Somebody says that nothing came out of a vend; true: an order follows from it. */
  readonly claimed: (claim: {
    readonly machine: string;
    readonly txn: string;
    readonly atMs: number;
    readonly nowMs: number;
    readonly wallMs: number;
  }) => boolean;
}

type Raw = Journal['entries'][number];

/**
 * Applies a machine's journal message in order, each entry once (mqtt.md, journal), in the caller's database
 * transaction.
 */
export function createIntake(deps: IntakeDeps) {
  const { entries, settle, bookings, alarms } = deps;

  // `wallMs`: people's time, in which orders expire.
  function takeJournal(machine: string, journal: Journal, nowMs: number, wallMs: number): IntakeResult {
    let ordered = false;
    const epoch = journal.epoch.toLowerCase();
    const alarm = (kind: AlarmKind, detail: string) => alarms.raise(nowMs, { kind, machine, detail });
    const keepUnread = (entry: Raw, reason: string) =>
      entries.setAside(
        machine,
        epoch,
        entry.seq,
        contentHash(entry),
        reason,
        deps.seal(JSON.stringify(entry)),
        nowMs,
      );

    function openEpoch(): EpochRow {
      const former = entries.newestEpoch(machine);
      if (former) alarm('epoch-new', `journal ${former.epoch} ended at ${former.acked}, ${epoch} began`);
      entries.addEpoch(machine, epoch, nowMs);
      return { acked: 0, gaps: 0, setAside: 0 };
    }

    /** True where a name is used for other content than before: a clone, or a disk that was put back. */
    function contradicts(entry: Raw): boolean {
      const hash = entries.hashOf(machine, epoch, entry.seq);
      return hash !== undefined && Buffer.compare(hash, contentHash(entry)) !== 0;
    }

    const found = entries.epoch(machine, epoch);
    const known = found ?? openEpoch();
    let acked = known.acked;
    // What a lost or unread entry may have named ends only by an operator (ledger.md, reservation).
    let isWhole = known.gaps === 0 && known.setAside === 0;
    let quarantined = deps.isQuarantined(machine);
    if (quarantined && found === undefined && deps.endsQuarantine(machine)) quarantined = false;
    if (!quarantined && journal.entries.some((entry) => entry.seq <= acked && contradicts(entry))) {
      quarantined = true;
      deps.quarantine(machine);
      alarm(
        'quarantined',
        `journal ${epoch} tells other entries under names it used before: a clone or a restored disk`,
      );
    }
    if (quarantined) {
      for (const entry of journal.entries)
        if (entry.seq > acked || contradicts(entry)) keepUnread(entry, 'quarantine');
      return { ack: undefined, feed: [], applied: 0, ordered: false };
    }
    if (acked + 1 < journal.oldest) {
      alarm('entries-lost', `journal ${epoch}: entries ${acked + 1} to ${journal.oldest - 1} are gone`);
      entries.addGap(machine, epoch);
      isWhole = false;
      acked = journal.oldest - 1;
    }

    const feed: FeedItem[] = [];
    let applied = 0;
    let stamp: { boot: number; uptimeMs: number } | undefined;
    for (const raw of journal.entries) {
      if (raw.seq <= acked) continue;
      // A gap: nothing behind it is applied, the ack says from where to go on.
      if (raw.seq !== acked + 1) break;
      acked = raw.seq;
      const entry = readEntry(raw);
      if (!entry.ok) {
        keepUnread(raw, `unreadable ${entry.problem}`);
        isWhole = false;
        alarm('entry-unreadable', `journal ${epoch} entry ${raw.seq}: ${entry.problem}`);
        continue;
      }
      const { isNew, item, atMs } = take(entry.value, journal, nowMs, machine, epoch);
      if (item) feed.push(item);
      if (isNew) ordered = follow(entry.value, { machine, atMs, nowMs, wallMs }) || ordered;
      stamp = entry.value;
      applied++;
    }
    entries.setAcked(machine, epoch, acked);
    if (stamp && isWhole) settle.releaseDead(machine, epoch, stamp, nowMs);
    return { ack: { epoch: journal.epoch, seq: acked }, feed, applied, ordered };
  }

  return {
    /** Applies a message of a machine's journal. */
    take: takeJournal,
    /** Gives an entry its effect that was held back and is accepted now; it is kept where it was set aside. */
    applyAccepted(entry: JournalEntry, place: EntryPlace): void {
      apply(entry, place);
      if (entry.type === 'vend.claimed') follow(entry, { ...place, wallMs: place.nowMs });
    },
  };

  /** What follows beside the books; true: an order for the machine does. */
  function follow(
    entry: JournalEntry,
    place: { machine: string; atMs: number; nowMs: number; wallMs: number },
  ): boolean {
    if (entry.type === 'stock.set') return deps.stockSet(entry, place);
    if (entry.type === 'vend.claimed') return deps.claimed({ ...place, txn: entry.txn.toLowerCase() });
    return false;
  }

  function take(entry: JournalEntry, journal: Journal, nowMs: number, machine: string, epoch: string) {
    const { atMs, dating } = dateEntry(entry, journal.sent, nowMs);
    const from = entry.from && { epoch: entry.from.epoch.toLowerCase(), seq: entry.from.seq };
    const known = from !== undefined && entries.wasTaken(machine, from.epoch, from.seq, contentHash(entry));
    const { seq, from: _, ...content } = entry;
    const { boot, uptimeMs, type } = entry;
    // The one form of a txn, by which `boxesOf` looks for it.
    const txn = 'txn' in entry ? entry.txn.toLowerCase() : undefined;
    const body = JSON.stringify(content);
    entries.add(machine, epoch, seq, { type, atMs, dating, boot, uptimeMs, txn, body, from });
    const item = known ? undefined : apply(entry, { machine, epoch, seq, atMs, dating, nowMs });
    return { isNew: !known, item, atMs };
  }

  /**
   * The books take a stock as the machine tells it: it alone is there. But more than they had, of which nobody gave an
   * order, is a machine that draws people to empty slots, or hides that it was robbed.
   */
  function setStock({ slot, product, after, capacity }: EntryOf<'stock.set'>, place: EntryPlace): void {
    const { machine, nowMs } = place;
    const before = bookings.setStock(machine, slot, product, after, capacity);
    if (before === null || after <= before || deps.isStockOrdered(machine, slot, after)) return;
    const detail = `slot ${slot}: the machine says that it holds ${after} items, and the books had ${before}`;
    alarms.raise(nowMs, { kind: 'stock-unordered', machine, detail });
  }

  function apply(entry: JournalEntry, place: EntryPlace): FeedItem | undefined {
    switch (entry.type) {
      case 'vend.started':
        settle.started({ ...entry, txn: entry.txn.toLowerCase() }, place);
        return undefined;
      case 'vend.completed':
        return settle.completed({ ...entry, txn: entry.txn.toLowerCase() }, place);
      case 'vend.cancelled':
        settle.cancelled({ ...entry, txn: entry.txn.toLowerCase() }, place);
        return undefined;
      case 'stock.set':
        setStock(entry, place);
        return undefined;
      case 'dispenser':
        for (const [slot, counter] of entry.counters.entries())
          bookings.setBaseline(place.machine, slot, counter);
        return undefined;
      default:
        // Doors, faults and the like have no effect on the books; they are kept with the journal.
        return undefined;
    }
  }
}
export type Intake = ReturnType<typeof createIntake>;
