import { pipeline, Readable } from 'node:stream';
import { setImmediate as others } from 'node:timers/promises';
import { stringify } from 'csv-stringify';
import type { BatchFacts } from './operations.ts';
import type { VoucherName } from './text.ts';

/** Vouchers that are written before others have their turn: each is an HMAC. */
const atOnce = 200;

/** The vouchers of a batch as a CSV (RFC 4180), written as fast as it is taken. It is the only place beside a sheet in which they stand. */
export function voucherCsv(batch: BatchFacts, textOf: (voucher: VoucherName) => string): Readable {
  async function* records(): AsyncGenerator<(string | number)[]> {
    yield ['serial', 'code', 'valid until'];
    for (let serial = 1; serial <= batch.count; serial++) {
      yield [serial, textOf({ batch: batch.id, serial }), batch.validUntil];
      if (serial % atOnce === 0) await others();
    }
  }
  const text = stringify({ record_delimiter: '\r\n' });
  pipeline(Readable.from(records()), text, () => {});
  return text;
}
