import type { INanoDate } from 'influx';
import { instantOf } from '../../protocol/mqtt/fields.ts';
import type { Influx } from '../projection/influx.ts';
import { vendMeasurement } from '../projection/points.ts';
import type { Analytics } from './analytics.ts';

interface SumRow {
  readonly pieces: number;
}

/** Answers from InfluxDB. Staff's test vends are nobody's masks. */
export function createInfluxAnalytics(influx: Influx): Analytics {
  const from = `FROM ${vendMeasurement} WHERE authority <> 'staff'`;
  return {
    async figures(dayStartMs) {
      const [total, today, newest] = await Promise.all([
        influx.query<SumRow>(`SELECT SUM(pieces) AS pieces ${from}`, {}),
        // A whole number of ours: the client binds times as text, and this is the exact literal.
        influx.query<SumRow>(
          `SELECT SUM(pieces) AS pieces ${from} AND time >= ${Math.floor(dayStartMs)}ms`,
          {},
        ),
        influx.query<SumRow & { time: INanoDate }>(`SELECT LAST(pieces) AS pieces ${from}`, {}),
      ]);
      const newestAt = newest[0]?.time.getTime();
      return {
        masksToday: today[0]?.pieces ?? 0,
        masksTotal: total[0]?.pieces ?? 0,
        asOf: newestAt === undefined ? null : instantOf(newestAt),
        source: 'influxdb',
      };
    },
  };
}
