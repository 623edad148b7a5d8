import { expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../../server/store/open.ts';
import { verify } from '../../../server/verify/verify.ts';
import { enrolCrowd, startCrowd } from '../../support/crowd.ts';
import { eventually } from '../../support/eventually.ts';
import { holdProcess, ledgerPid } from '../../support/failing-disk.ts';
import { startServerProcess } from '../../support/server-process.ts';
import { tempFolder } from '../../support/temp-folder.ts';

/** Two messages of ten entries: the second is under way when everything is killed. */
const [entries, atOnce] = [20, 10];

it.each([
  // Nothing of the transaction has been written to the log yet.
  { moment: 'before a commit', calls: ['pwrite64'], at: 'enter', there: 10 },
  // All of it is on the disk; nobody has been told.
  { moment: 'after a commit and before its ack', calls: ['fdatasync', 'fsync'], at: 'exit', there: 20 },
] as const)(
  'a server and its ledger killed $moment lose nothing, and the machine’s repeat counts nothing twice',
  async ({ calls, at, there }) => {
    const data = tempFolder();
    enrolCrowd(data, 1);
    const first = await startServerProcess(data);
    let port = first.mqttPort;
    const applied = () => {
      const db = openDatabase(data, undefined);
      const count = db.prepare('SELECT COUNT(*) FROM entries').pluck().get();
      db.close();
      return count;
    };
    const crowd = startCrowd({ count: 1, entries: atOnce, atOnce, port: () => port });
    onTestFinished(() => crowd.end());
    await eventually('the first message', () => crowd.acked().size === 1);
    const held = await holdProcess(ledgerPid(first.pid), calls, at);
    crowd.grow(entries);
    await eventually('the ledger stands at the system call', held.isHeld);
    await Promise.all([first.end('SIGKILL'), held.kill()]);
    expect([...crowd.acked().values()]).toEqual([atOnce]);
    expect(applied()).toBe(there);

    const second = await startServerProcess(data);
    port = second.mqttPort;
    await eventually('everything is acknowledged', () => [...crowd.acked().values()][0] === entries);
    crowd.end();
    const db = openDatabase(data, undefined);
    expect(db.prepare('SELECT COUNT(*), SUM(items) FROM vends').raw().get()).toEqual([
      entries / 2,
      entries / 2,
    ]);
    expect((await verify(db, undefined)).filter(({ breached }) => breached > 0)).toEqual([]);
    db.close();
  },
);
