import type { INanoDate } from 'influx';
import { instantOf } from '../../protocol/mqtt/fields.ts';
import { ServerError } from '../errors.ts';
import type { Influx } from '../projection/influx.ts';
import { vendMeasurement } from '../projection/points.ts';
import type { Analytics } from './analytics.ts';

interface SumRow {
  readonly pieces: number;
}

/** Answers from InfluxDB. Staff's test vends are nobody's masks. */
export function createInfluxAnalytics(connected: () => Influx | undefined): Analytics {
  const from = `FROM ${vendMeasurement} WHERE authority <> 'staff'`;
  return {
    async figures(dayStartMs) {
      const influx = connected();
      if (influx === undefined) throw new ServerError('INFLUX_UNAVAILABLE', 'no InfluxDB was found yet');
      // A whole number of ours: the client binds times as text, and this is the exact literal.
      const midnight = `${Math.floor(dayStartMs)}ms`;
      const [before, today, newest] = await Promise.all([
        influx.query<SumRow>(`SELECT SUM(pieces) AS pieces ${from} AND time < ${midnight}`, {}),
        influx.query<SumRow>(`SELECT SUM(pieces) AS pieces ${from} AND time >= ${midnight}`, {}),
        influx.query<SumRow & { time: INanoDate }>(`SELECT LAST(pieces) AS pieces ${from}`, {}),
      ]);
      const newestAt = newest[0]?.time.getTime();
      const masksToday = today[0]?.pieces ?? 0;
      return {
        masksToday,
        // Added here: asked apart, the two could differ by what came in between.
        masksTotal: (before[0]?.pieces ?? 0) + masksToday,
        asOf: newestAt === undefined ? null : instantOf(newestAt),
        source: 'influxdb',
      };
    },
  };
}
