import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { enrolCrowd, startCrowd } from '../../support/crowd.ts';
import { eventually } from '../../support/eventually.ts';
import { startServerProcess } from '../../support/server-process.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const mayGrowBytes = 64 * 1024 * 1024;
/** A chunk of what never ends. */
const endless = Buffer.alloc(64 * 1024, 0x2a);

/** What an attacker without a name begins with; what it goes on with is never the end of it. */
const openings: readonly Buffer[] = [
  // A CONNECT of 256 MiB.
  Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f]),
  // A length without end.
  Buffer.from([0x10, 0xff, 0xff, 0xff, 0xff, 0xff]),
  // A PUBLISH of 256 MiB before any CONNECT.
  Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f]),
  // A CONNECT of nearly all that is allowed, of which the last byte never comes.
  Buffer.concat([Buffer.from([0x10, 0xfc, 0x1f]), Buffer.alloc(4_000, 0x2a)]),
  Buffer.from('GET / HTTP/1.1\r\nX: '),
];

/** Attackers who send as much as they are let, and come again whenever they are cut. */
function attack(port: number, count: number) {
  const sockets = new Set<Socket>();
  let [sentBytes, cuts, ended] = [0, 0, false];
  function come(at: number): void {
    const socket = connect({ host: '127.0.0.1', port });
    sockets.add(socket);
    const opening = openings[at % openings.length] as Buffer;
    const waits = opening.length > 4_000;
    const pour = () => {
      while (!socket.destroyed && socket.write(endless)) sentBytes += endless.length;
    };
    socket.on('connect', () => {
      socket.write(opening);
      if (!waits) pour();
    });
    socket.on('drain', pour);
    socket.on('error', () => {});
    socket.on('close', () => {
      sockets.delete(socket);
      cuts++;
      if (!ended) setTimeout(() => come(at), 20);
    });
  }
  for (let at = 0; at < count; at++) come(at);
  return {
    sentBytes: () => sentBytes,
    cuts: () => cuts,
    end(): void {
      ended = true;
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Memory that a process holds, in bytes; `HWM`: the most that it ever held. */
function memoryOf(pid: number, which: 'RSS' | 'HWM'): number {
  const line = new RegExp(`^Vm${which}:\\s*(\\d+) kB$`, 'm').exec(
    readFileSync(`/proc/${pid}/status`, 'utf8'),
  );
  return Number(line?.[1]) * 1024;
}

it('five attackers without a name, and then 500, with giant and endless packets move the server’s memory by less than 64 MiB, and a machine is served meanwhile', async () => {
  const data = tempFolder();
  enrolCrowd(data, 1);
  const server = await startServerProcess(data);
  const port = () => server.mqttPort;
  const atOnce = 10;
  const crowd = startCrowd({ count: 1, entries: atOnce, atOnce, port });
  onTestFinished(() => crowd.end());
  const acked = () => [...crowd.acked().values()][0] ?? 0;
  await eventually('a machine that is served', () => acked() === atOnce);
  const beforeBytes = memoryOf(server.pid, 'HWM');
  let served = atOnce;
  for (const count of [5, 500]) {
    const attackers = attack(server.mqttPort, count);
    onTestFinished(() => attackers.end());
    await eventually(
      `${count} attackers who were cut more than once each`,
      () => attackers.cuts() > 2 * count,
    );
    served += atOnce;
    crowd.grow(served);
    await eventually('it is served meanwhile', () => acked() === served);
    attackers.end();
    // They poured out far more than may be held.
    expect(attackers.sentBytes()).toBeGreaterThan(count * endless.length);
    const peakBytes = memoryOf(server.pid, 'HWM');
    expect(peakBytes - beforeBytes, `${count} attackers`).toBeLessThan(mayGrowBytes);
  }
  expect(await server.end('SIGTERM')).toBe(0);
});
