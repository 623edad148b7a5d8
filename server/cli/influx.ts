import { setTimeout as pause } from 'node:timers/promises';
import { Type } from 'typebox';
import { codeOf } from '../../protocol/base/errors.ts';
import { ServerConfig } from '../config.ts';
import { ServerError } from '../errors.ts';
import { createOutboxStore } from '../projection/outbox-store.ts';
import { lockDataFolder } from '../store/lock.ts';
import { readConfig } from './configuration.ts';
import { print, withDatabase } from './database.ts';

const Data = Type.Object({ data: ServerConfig.properties.data });
const lookEveryMs = 1_000;
/** A server that has not gone on by then does not write to InfluxDB. */
const giveUpMs = 60_000;

/** `influx rebuild`: InfluxDB is emptied and filled from the ledger, by the server that runs or at its next start. */
export async function runInflux([verb = '', ...flags]: readonly string[]): Promise<number> {
  if (verb !== 'rebuild') throw new ServerError('CONFIG_INVALID', 'say influx rebuild');
  const { data } = readConfig(Data, flags);
  const { vends } = withDatabase(data, (db) => {
    const outbox = createOutboxStore(db);
    outbox.askAnew();
    return { vends: db.prepare('SELECT COUNT(*) FROM vends').pluck().get() as number };
  });
  const isServed = isInUse(data);
  print({ rebuild: 'asked', vends, by: isServed ? 'the server that runs' : 'the server at its next start' });
  return isServed ? follow(data) : 0;
}

/** Tells each second how much waits, until nothing does. */
async function follow(data: string): Promise<number> {
  let last = '';
  for (let quietMs = 0; quietMs < giveUpMs; quietMs += lookEveryMs) {
    await pause(lookEveryMs);
    const { begun, waiting } = withDatabase(data, (db) => {
      const outbox = createOutboxStore(db);
      return { begun: !outbox.isAskedAnew(), waiting: outbox.counts().waiting };
    });
    const now = JSON.stringify({ begun, waiting });
    if (now !== last) {
      print({ rebuild: begun ? 'running' : 'waiting', waiting });
      quietMs = 0;
    }
    last = now;
    if (begun && waiting === 0) return 0;
  }
  throw new ServerError(
    'INFLUX_UNAVAILABLE',
    'the server does not write to InfluxDB: its log and /readyz say why',
  );
}

function isInUse(data: string): boolean {
  try {
    lockDataFolder(data).release();
    return false;
  } catch (error) {
    if (codeOf(error) === 'DATA_IN_USE') return true;
    throw error;
  }
}
