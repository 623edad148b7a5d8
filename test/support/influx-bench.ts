import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { type Clock, wallClock } from '../../protocol/base/clock.ts';
import { findInfluxd, startInfluxd } from '../../server/projection/influxd.ts';

/** A private influxd of a test, below a folder; ended with the test. */
export async function influxBench(dataDir: string, clock: Clock = wallClock()) {
  const program = findInfluxd(process.env.PATH);
  if (program === undefined) throw new Error('no influxd on the path: "npm test" installs it');
  const influx = await startInfluxd(program, dataDir, clock, pino({ level: 'silent' }));
  onTestFinished(() => influx.stop());
  return influx;
}

/** Which influxd works on a data folder, as the server noted it. */
export function influxdOf(dataDir: string): { pid: number; url: string } {
  return JSON.parse(readFileSync(join(dataDir, 'influxdb', 'influxd.json'), 'utf8'));
}

/** Asks InfluxDB itself, past everything of ours; the rows of the one series as objects. */
export async function askInflux(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const query = new URLSearchParams({ db: 'maskfleet', q: statement });
  const response = await fetch(`${url}/query?${query}`, { method: 'POST' });
  const { results } = (await response.json()) as {
    results: { error?: string; series?: { columns: string[]; values: unknown[][] }[] }[];
  };
  if (results[0]?.error !== undefined) throw new Error(results[0].error);
  const series = results[0]?.series?.[0];
  const rows = series?.values ?? [];
  return rows.map((row) => Object.fromEntries(row.map((value, at) => [series?.columns[at], value])));
}

/** Vends and masks in InfluxDB. */
export async function totalsIn(url: string): Promise<{ vends: unknown; masks: unknown }> {
  const [row] = await askInflux(url, 'SELECT COUNT(pieces) AS vends, SUM(pieces) AS masks FROM vend');
  return { vends: row?.vends ?? 0, masks: row?.masks ?? 0 };
}

export function isRunning(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}

/** Everything that InfluxDB tells when it is asked: its blocks on the disk are compressed. */
export async function influxAnswers(url: string): Promise<string> {
  const all = ['SHOW SERIES', 'SHOW TAG VALUES WITH KEY =~ /.*/', 'SHOW FIELD KEYS', 'SELECT * FROM /.*/'];
  const query = new URLSearchParams({ db: 'maskfleet', q: all.join(';') });
  const response = await fetch(`${url}/query?${query}`, { method: 'POST' });
  return response.text();
}
