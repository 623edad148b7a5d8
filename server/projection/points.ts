import type { IPoint } from 'influx';
import type { VendPoint } from '../ledger/vend.ts';

/** The one measurement of vends. */
export const vendMeasurement = 'vend';

/**
 * A vend as InfluxDB keeps it. InfluxDB knows a point by measurement, tags and timestamp, and all three come from
 * the journal entry: written again, the point overwrites itself (I5). Two vends of one millisecond differ in the
 * nanoseconds, which are their entry's seq.
 */
export function pointOf(vend: VendPoint): IPoint {
  const { machine, district, product, authority, items, pieces, requested, fault, slot, late, assumed, txn } =
    vend;
  return {
    measurement: vendMeasurement,
    // An empty tag makes the server refuse the whole batch.
    tags: { machine, product, authority, ...(district === '' ? {} : { district: oneLine(district) }) },
    fields: { items, pieces, requested, fault, slot, late, assumed, txn },
    timestamp: String(BigInt(vend.atMs) * 1_000_000n + BigInt(vend.seq % 1_000_000)),
  };
}

/** The client leaves line breaks in tags, where they would end the line. */
function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, ' ');
}
