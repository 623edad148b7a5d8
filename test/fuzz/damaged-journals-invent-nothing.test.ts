import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { encodeRecord, scanSegment } from '../../firmware-bridge/journal/record.ts';
import { openOnce, temporaryFolder } from '../firmware-bridge/journal/journal-bench.ts';
import { createMutator, fuzzSeed, fuzzTimeoutMs, heapInUse, inputCount } from './inputs.ts';

const epoch = '01725c6a-9d40-4c3e-8a11-5e0f2b7d9c01';
const stamps = { at: '2020-05-20T06:00:00.000Z', synced: true, boot: 3 };
/** One in so many is opened as a bridge opens it, from a real disk. */
const openedEvery = 100;

/** A segment of `count` entries, as the bridge writes it. */
function segmentOf(count: number): { bytes: Buffer; lines: Set<string> } {
  const header = { journal: 1, epoch, generation: 1, firstSeq: 1 };
  const entries = Array.from({ length: count }, (_, n) => ({
    ...{ seq: n + 1, ...stamps, uptimeMs: n * 10 },
    ...(n % 3 === 0
      ? { type: 'door', open: n % 2 === 0 }
      : { type: 'vend.cancelled', txn: epoch, reason: 'timeout' }),
  }));
  const records = [header, ...entries];
  return {
    bytes: Buffer.concat(records.map(encodeRecord)),
    lines: new Set(records.map((one) => JSON.stringify(one))),
  };
}

it(`of ${inputCount} damaged journals nothing is read that was not written, and what was torn or damaged is told`, {
  timeout: fuzzTimeoutMs,
}, async () => {
  const written = [0, 1, 3, 8].map(segmentOf);
  const lines = new Set(written.flatMap((one) => [...one.lines]));
  const mutator = createMutator(
    written.map(({ bytes }) => bytes),
    fuzzSeed,
  );
  const folder = await temporaryFolder();
  const path = join(folder, `000001.${epoch}.000000000001.log`);
  let [torn, corrupt, whole, refused, opened] = [0, 0, 0, 0, 0];
  const before = heapInUse();
  for (let n = 0; n < inputCount; n++) {
    const bytes = mutator.next();
    const { records, tornAt, corruptAt } = scanSegment(bytes);
    for (const { value, offset, length } of records) {
      // A record is one that was written, byte for byte where it says that it stands.
      if (!lines.has(JSON.stringify(value))) expect.fail(`input ${n} reads as ${JSON.stringify(value)}`);
      if (!bytes.subarray(offset, offset + length).equals(encodeRecord(value)))
        expect.fail(`input ${n}, byte ${offset}`);
    }
    if (tornAt !== undefined) torn++;
    if (corruptAt !== undefined) corrupt++;
    const covered = records.reduce((sum, { length }) => sum + length, 0);
    if (tornAt === undefined && corruptAt === undefined) {
      whole++;
      if (covered !== bytes.length)
        expect.fail(`input ${n}: ${bytes.length - covered} bytes went unread and untold`);
    }
    if (n % openedEvery !== 0) continue;
    writeFileSync(path, bytes);
    const { journal, recovered } = await openOnce(folder);
    const fault = journal.fault();
    if (fault === undefined) {
      opened++;
      expect(recovered.map(({ seq }) => seq)).toEqual(recovered.map((_, at) => at + 1));
      expect(journal.state()).toMatchObject({ epoch, lastSeq: recovered.length });
    } else {
      refused++;
      expect(fault.code).toBe('JOURNAL_CORRUPT');
      expect(journal.canBegin()).toBe(false);
    }
    await journal.close();
  }
  for (const count of [torn, corrupt, whole, opened, refused]) expect(count).toBeGreaterThan(0);
  expect(heapInUse() - before).toBeLessThan(16 * 2 ** 20);
});
