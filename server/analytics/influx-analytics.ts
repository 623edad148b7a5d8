import type { INanoDate } from 'influx';
import { instantOf } from '../../protocol/mqtt/fields.ts';
import { ServerError } from '../errors.ts';
import type { Influx } from '../projection/influx.ts';
import { refusalMeasurement, vendMeasurement } from '../projection/points.ts';
import type { AnalyticsSource } from './analytics.ts';
import { statementOf, talliesOf } from './influx-tallies.ts';

interface SumRow {
  readonly pieces: number;
}

interface NewestRow {
  readonly time: INanoDate;
}

/** Answers from InfluxDB. Staff's test vends are nobody's masks. */
export function createInfluxAnalytics(connected: () => Influx | undefined): AnalyticsSource {
  const from = `FROM ${vendMeasurement} WHERE authority <> 'staff'`;
  const theInflux = (): Influx => {
    const influx = connected();
    if (influx === undefined) throw new ServerError('INFLUX_UNAVAILABLE', 'no InfluxDB was found yet');
    return influx;
  };
  const newestVend = async () =>
    (await theInflux().query<NewestRow>(`SELECT LAST(pieces) ${from}`, {}))[0]?.time.getTime();
  const newestRefusal = async () =>
    (
      await theInflux().query<NewestRow>(`SELECT LAST(refusals) FROM ${refusalMeasurement}`, {})
    )[0]?.time.getTime();

  return {
    name: 'influxdb',

    async figures(dayStartMs) {
      // A whole number of ours: the client binds times as text, and this is the exact literal.
      const midnight = `${Math.floor(dayStartMs)}ms`;
      const sum = (when: string) =>
        theInflux().query<SumRow>(`SELECT SUM(pieces) AS pieces ${from} AND ${when}`, {});
      const [before, today, newest] = await Promise.all([
        sum(`time < ${midnight}`),
        sum(`time >= ${midnight}`),
        newestVend(),
      ]);
      const masksToday = today[0]?.pieces ?? 0;
      return {
        masksToday,
        // Added here: asked apart, the two could differ by what came in between.
        masksTotal: (before[0]?.pieces ?? 0) + masksToday,
        asOf: newest === undefined ? null : instantOf(newest),
        source: 'influxdb',
      };
    },

    async tallies(slice) {
      // Filtered to nothing: an empty list is no statement.
      if ([slice.machines, slice.products, slice.reasons].some((names) => names?.length === 0)) return [];
      const { statement, values } = statementOf(slice);
      return talliesOf(slice, await theInflux().series(statement, values));
    },

    async newestMs() {
      const found = (await Promise.all([newestVend(), newestRefusal()])).filter((at) => at !== undefined);
      return found.length === 0 ? null : Math.max(...found);
    },
  };
}
