import { FieldType, type IPoint, type ISchemaOptions } from 'influx';
import type { BookedRefusal, BookedVend } from '../ledger/book-reader.ts';
import { serviceBounds, serviceClassOf } from '../ledger/service-time.ts';
import type { OutboxPoint } from './outbox-store.ts';

/** The measurement of vends. */
export const vendMeasurement = 'vend';
/** The measurement of decisions that gave nothing. */
export const refusalMeasurement = 'refusal';

/**
 * The fields that count service time, one for each class of {@link serviceBounds}: a vend has the one of its own. So
 * counts by class come from InfluxDB ten times faster than a percentile over the single vends.
 */
export const serviceFields = serviceBounds.map((bound) => `took_${bound}`);

/** The shape of our measurements, for InfluxDB's client. */
export const influxSchema: readonly ISchemaOptions[] = [
  {
    measurement: vendMeasurement,
    tags: ['machine', 'product', 'authority', 'district'],
    fields: {
      items: FieldType.INTEGER,
      given: FieldType.INTEGER,
      pieces: FieldType.INTEGER,
      requested: FieldType.INTEGER,
      fault: FieldType.INTEGER,
      slot: FieldType.INTEGER,
      late: FieldType.BOOLEAN,
      assumed: FieldType.BOOLEAN,
      txn: FieldType.STRING,
      seconds: FieldType.FLOAT,
      ...Object.fromEntries(serviceFields.map((field) => [field, FieldType.INTEGER])),
    },
  },
  {
    measurement: refusalMeasurement,
    tags: ['machine', 'product', 'reason', 'district'],
    fields: { refusals: FieldType.INTEGER, txn: FieldType.STRING },
  },
];

/**
 * A vend or a refusal as InfluxDB keeps it. InfluxDB knows a point by measurement, tags and timestamp, and all three
 * come from what was booked: written again, the point overwrites itself (I5). What fell into one millisecond differs in
 * the nanoseconds: those of a vend are its entry's seq, those of a refusal its row in the books.
 */
export function pointOf(point: OutboxPoint): IPoint {
  return point.kind === 'refusal' ? refusalPoint(point) : vendPoint(point);
}

function vendPoint(vend: BookedVend): IPoint {
  const { machine, product, authority, items, pieces, requested, fault, slot, late, assumed, txn } = vend;
  const given = Math.min(items, 1);
  return {
    measurement: vendMeasurement,
    tags: tagsOf({ machine, product, authority, district: vend.district }),
    fields: { items, given, pieces, requested, fault, slot, late, assumed, txn, ...serviceOf(vend.tookMs) },
    timestamp: nanosOf(vend.atMs, vend.seq),
  };
}

function refusalPoint({ machine, product, reason, district, txn, atMs, id }: BookedRefusal): IPoint {
  return {
    measurement: refusalMeasurement,
    tags: tagsOf({ machine, product, reason, district }),
    fields: { refusals: 1, txn },
    timestamp: nanosOf(atMs, id),
  };
}

function serviceOf(tookMs: number | null): Record<string, number> {
  if (tookMs === null) return {};
  return { seconds: tookMs / 1000, [serviceFields[serviceClassOf(tookMs)] as string]: 1 };
}

/** Two of one series and millisecond are fewer than a million numbers apart. */
function nanosOf(atMs: number, number: number): string {
  return String(BigInt(atMs) * 1_000_000n + BigInt(number % 1_000_000));
}

/** An empty tag makes the server refuse the whole batch; line breaks the client leaves in, where they would end the line. */
function tagsOf(tags: Readonly<Record<string, string>>): Record<string, string> {
  const told = Object.entries(tags).filter(([, value]) => value !== '');
  return Object.fromEntries(told.map(([name, value]) => [name, value.replace(/[\r\n]+/g, ' ')]));
}
