import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import type { Clock, Timer } from '../../protocol/base/clock.ts';
import { messageOf } from '../../protocol/base/errors.ts';
import { schemeOf } from '../../protocol/identity/card.ts';
import type { OfflineRule } from '../../protocol/mqtt/messages/desired.ts';
import { checker } from '../../protocol/mqtt/read.ts';
import type { EntryName } from '../journal/segment.ts';
import type { Log } from '../log.ts';
import type { Disk } from '../store/disk.ts';
import { durableJson } from '../store/durable-json.ts';
import {
  countEnd,
  countStart,
  decideOffline,
  noCounts,
  OfflineCounts,
  type OfflineVerdict,
  roomOffline,
  tagBits,
  withoutExpired,
} from './rule.ts';

/** Running time is stored this often, and each boot adds as much: it can only be overstated (mqtt.md, desired). */
export const runTimeStepMs = 60_000;

export interface Offline {
  /** A decision timed out: begins a cut-off period where none runs. `entry`: what must be acknowledged to end it. @throws a file's error. */
  begin(entry: EntryName): Promise<void>;
  decide(rule: OfflineRule, cardNames: readonly string[], piecesPerItem: number): OfflineVerdict;
  /** Pieces that a new card may have now (rule.ts); none before the first rule. */
  room(rule: OfflineRule | undefined): number;
  /** The entry with which the running cut-off period began. */
  period(): EntryName | undefined;
  /** Resolves when the raised counts are on disk; before `vend.started`. */
  start(txn: string, cardNames: readonly string[], charges: readonly number[], pieces: number): Promise<void>;
  /** A vend ended, or was never begun (no entry); one that was not offline changes nothing. */
  end(txn: string, dispensed: number, entry?: EntryName): Promise<void>;
  /** After an ack, or a new epoch (`renamed`): the period ends when all of it is acknowledged. */
  acknowledged(now: { epoch: string; acked: number; lastSeq: number }, vendOpen: boolean): Promise<void>;
  stop(): void;
}

export interface OfflineDeps {
  readonly disk: Disk;
  readonly folder: string;
  readonly clock: Clock;
  readonly hmacKey: string;
  readonly rule: () => OfflineRule | undefined;
  /** What the journal says of a vend: items that fell where it ended (0 where it never began), undefined while it is open. */
  readonly fallen: (txn: string) => number | undefined;
  readonly log: Log;
}

/** The machine's own account of what it gave while cut off. @throws STATE_UNREADABLE. */
export async function openOffline(deps: OfflineDeps): Promise<Offline> {
  const { clock, log } = deps;
  const file = durableJson<OfflineCounts>(
    deps.disk,
    join(deps.folder, 'offline.json'),
    checker(OfflineCounts),
    'what was given while cut off is forgotten, and may be given again',
  );
  const stored = await file.read();
  let counts: OfflineCounts = stored ?? noCounts;
  let countedMs = clock.monotonic();
  let timer: Timer | undefined;

  if (isRunning()) {
    counts = { ...counts, runMs: counts.runMs + runTimeStepMs };
    // The power went between the counts and `vend.started`, or between `vend.completed` and the counts.
    const fallen = counts.open && deps.fallen(counts.open.txn);
    if (counts.open !== undefined && fallen !== undefined) {
      counts = countEnd(counts, counts.open.txn, fallen);
      // Which entry ended it was not noted: the next ack is told all that there is.
      note({ epoch: '', seq: 0 });
    }
    await file.write(counts);
  }
  schedule();

  function isRunning(): boolean {
    return counts.period !== undefined || counts.cards.length > 0 || counts.open !== undefined;
  }

  function advance(): void {
    const nowMs = clock.monotonic();
    counts = { ...counts, runMs: counts.runMs + Math.max(0, nowMs - countedMs) };
    countedMs = nowMs;
  }

  function schedule(): void {
    timer = clock.after(runTimeStepMs, () => {
      advance();
      const rule = deps.rule();
      const wasRunning = isRunning();
      if (rule !== undefined) counts = withoutExpired(counts, rule);
      // A machine that is not cut off writes nothing, which spares its flash.
      if (wasRunning) void store().catch(() => {});
      schedule();
    });
  }

  async function store(): Promise<void> {
    try {
      await file.write(counts);
    } catch (error) {
      log.error(`the offline counts could not be stored: ${messageOf(error)}`);
      throw error;
    }
  }

  function tagOf(cardName: string): number {
    const digest = createHmac('sha256', Buffer.from(deps.hmacKey, 'base64url')).update(cardName).digest();
    return digest.readUInt32BE(0) >>> (32 - tagBits);
  }

  function note({ epoch, seq }: EntryName): void {
    if (counts.period !== undefined)
      counts = { ...counts, period: { ...counts.period, epoch, lastSeq: seq } };
  }

  return {
    async begin(entry) {
      advance();
      const isNew = counts.period === undefined;
      counts = {
        ...counts,
        period: counts.period ?? { startRunMs: counts.runMs, given: 0, epoch: '', lastSeq: 0, began: entry },
      };
      note(entry);
      // A restart must not begin the hours anew; what is noted later is stored with the next vend or minute.
      if (isNew) await store();
    },
    decide(rule, cardNames, piecesPerItem) {
      advance();
      const cards = cardNames.map((name) => ({ tag: tagOf(name), scheme: schemeOf(name) }));
      return decideOffline(counts, rule, cards, piecesPerItem);
    },
    room(rule) {
      advance();
      return rule === undefined ? 0 : roomOffline(counts, rule);
    },
    period: () => counts.period?.began,
    async start(txn, cardNames, charges, pieces) {
      advance();
      const charged = cardNames.map((name, index) => ({ tag: tagOf(name), items: charges[index] ?? 0 }));
      counts = countStart(counts, txn, charged, pieces);
      await store();
    },
    async end(txn, dispensed, entry) {
      if (counts.open?.txn !== txn) return;
      counts = countEnd(counts, txn, dispensed);
      if (entry !== undefined) note(entry);
      await store();
    },
    async acknowledged({ epoch, acked, lastSeq }, vendOpen) {
      const { period, ...rest } = counts;
      if (period === undefined) return;
      if (period.epoch !== epoch) note({ epoch, seq: lastSeq });
      else if (acked >= period.lastSeq && !vendOpen && counts.open === undefined) counts = rest;
      else return;
      await store();
    },
    stop() {
      timer?.cancel();
    },
  };
}
