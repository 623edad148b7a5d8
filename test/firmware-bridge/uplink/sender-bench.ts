import { expect } from 'vitest';
import { createStamps } from '../../../firmware-bridge/stamps.ts';
import { createJournalSender, firstAckWaitMs } from '../../../firmware-bridge/uplink/journal-sender.ts';
import type { Journal as Message } from '../../../protocol/mqtt/messages/journal.ts';
import { silentLog } from '../../support/silent-log.ts';
import { door, openAt, temporaryFolder } from '../journal/journal-bench.ts';

/** A sender on a journal of a real folder: so many entries wait, the first `heard` of them were acknowledged before this start. */
export async function sending(entries: number, heard = 0) {
  const { journal, clock } = await openAt(await temporaryFolder());
  for (let n = 0; n < entries; n += 50)
    await journal.append(Array.from({ length: Math.min(50, entries - n) }, () => door(true)));
  journal.acked(heard);
  const sent: Message[] = [];
  const sender = createJournalSender({
    clock,
    journal,
    log: silentLog,
    stamps: createStamps(
      clock,
      () => 1,
      () => true,
    ),
    publish: async (message) => void sent.push(message),
    onAcked: () => {},
    onEpoch: () => {},
  });
  const { epoch } = journal.state();
  /** Waits for the file reads behind a send, then tells which seqs each message held. */
  async function runs(count: number): Promise<string[]> {
    await expect.poll(() => sent.length).toBe(count);
    return sent.map(({ entries: all }) => `${all[0]?.seq}-${all.at(-1)?.seq}`);
  }
  /** Connected to a server that tells no ack by itself. */
  async function online(): Promise<void> {
    sender.online();
    await clock.advance(firstAckWaitMs);
  }
  return { journal, clock, sender, sent, epoch, runs, online };
}
