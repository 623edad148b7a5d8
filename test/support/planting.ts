import { randomUUID } from 'node:crypto';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { backUp } from '../../server/store/backup.ts';
import type { CardScanner } from './card-scanner.ts';
import { eventually } from './eventually.ts';
import { influxdOf } from './influx-bench.ts';
import type { KnownNumber } from './known-cards.ts';
import { machineClient, machineJournal } from './machine-client.ts';
import { type Pattern, patternsOf } from './number-patterns.ts';
import { command, type PrivacyCity, plantToken } from './privacy-city.ts';
import { machineId } from './system.ts';
import { tempFolder } from './temp-folder.ts';

/** Every way to write the number down that is text itself. */
export const textsOf = (number: KnownNumber): Pattern[] =>
  patternsOf(number).filter(({ bytes }) => /^[\x21-\x7e]+$/.test(bytes.toString('latin1')));

/**
 * Puts a number wherever the system takes a text from outside: a machine, its district and a product are called so, it reports
 * all texts as its serial number, an order to a bridge names them as its staff, and a log complains of the machine.
 */
export async function plantEverywhere(city: PrivacyCity, planted: KnownNumber) {
  const all = textsOf(planted)
    .map(({ bytes }) => bytes.toString())
    .join(' ');
  const machine = await machineClient(city.mqttPort, planted.id, plantToken);
  await machine.publish('presence', machine.birth());
  await machine.next('/desired');
  await machine.publish('state', { ...machine.state(), serialNo: all });
  await machine.publish('state', 'no state');
  const journal = machineJournal();
  const stock = { slot: 0, product: 'adult', stock: 450, capacity: 500, staff: all };
  for (const id of [machineId, planted.id])
    await command(city, ['machine', 'send', id, '--command', 'set-stock', '--args', JSON.stringify(stock)]);
  await machine.next('/command');
  await plantInInflux(city, planted);
  return {
    /** What this machine was told, topics and all. */
    heard: () => JSON.stringify(machine.messages),
    /** One more vend of the planted product: it stands in the newest pages of the log. */
    async vend(): Promise<void> {
      const entries = journal.vend(randomUUID(), planted.id);
      await machine.publish('journal', journal.message(entries));
      await machine.acked(journal.epoch, journal.entries.length);
    },
  };
}

/**
 * InfluxDB compresses its write-ahead log and the texts of fields in blocks (snappy): what is like something before it in the
 * block is taken apart. The names of series, tags and all, stand whole in the series file: there every way is found,
 * in the log some. For what lies in blocks, InfluxDB itself is asked.
 */
async function plantInInflux({ system }: PrivacyCity, planted: KnownNumber): Promise<void> {
  const lines = textsOf(planted).map(({ bytes }) => `planted,number=${bytes} v=1`);
  const { url } = influxdOf(system.paths.data);
  const answer = await fetch(`${url}/write?db=maskfleet`, { method: 'POST', body: lines.join('\n') });
  if (!answer.ok) throw new Error(`InfluxDB takes no points: ${await answer.text()}`);
}

/**
 * A copy of the books in which a row has each encoding, bytes too: looked at while it stands in the write-ahead log alone,
 * then in the database, then in a backup.
 */
export function scanPlantedBooks(backup: string, planted: KnownNumber, scanner: CardScanner): void {
  const folder = tempFolder();
  const path = join(folder, 'ledger.db');
  copyFileSync(backup, path);
  const db = new Database(path);
  db.pragma('journal_mode = WAL');
  db.exec('CREATE TABLE planted (bytes BLOB)');
  const insert = db.prepare('INSERT INTO planted VALUES (?)');
  for (const { bytes } of patternsOf(planted)) insert.run(bytes);
  scanner.scanFile('copy of its log', `${path}-wal`);
  db.close();
  scanner.scanFile('copy of the database', path);
  backUp(folder, join(folder, 'backup.db'));
  scanner.scanFile('backup of the copy', join(folder, 'backup.db'));
}

/** Waits until the order with the planted staff is in the bridge's journal, and the server has it too. */
export const ordersAreDone = ({ system }: PrivacyCity) =>
  eventually(
    'the order is in the books',
    () => system.query("SELECT 1 FROM entries WHERE type = 'stock.set' AND body LIKE '%staff%'").length > 0,
  );
