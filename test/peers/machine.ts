/**
 * A machine's MQTT side, by mqtt.md, with a virtual dispenser behind it.
 * node machine.ts --mqtt URL --machine ID --token T [--slots 4] [--stock 100] [--boot N]
 *   [--ca FILE --cert FILE --key FILE]
 */
import { readFileSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { Bridge } from './machine/bridge.ts';
import type { Card } from './machine/card.ts';
import { Clock } from './machine/clock.ts';
import type { LinkOptions } from './machine/link.ts';

const GOODBYE_MS = 1500;

const { values: options } = parseArgs({
  options: {
    mqtt: { type: 'string' },
    machine: { type: 'string' },
    token: { type: 'string' },
    slots: { type: 'string', default: '4' },
    stock: { type: 'string', default: '100' },
    boot: { type: 'string' },
    ca: { type: 'string' },
    cert: { type: 'string' },
    key: { type: 'string' },
  },
});

const report = (line: { ev: string; [field: string]: unknown }): void => {
  writeSync(1, `${JSON.stringify(line)}\n`);
};

function linkOptions(): LinkOptions {
  const { mqtt: url, machine, token, ca, cert, key } = options;
  if (url === undefined || machine === undefined || token === undefined) {
    throw new Error('--mqtt URL --machine ID --token T are needed');
  }
  const tls = {
    ...(ca === undefined ? {} : { ca: readFileSync(ca) }),
    ...(cert === undefined ? {} : { cert: readFileSync(cert) }),
    ...(key === undefined ? {} : { key: readFileSync(key) }),
  };
  return { url, machine, token, tls };
}

// mqtt.md wants a stored count of starts; without a disk, the second of this start rises just as well.
const clock = new Clock(options.boot === undefined ? Math.floor(Date.now() / 1000) : Number(options.boot));
const sizes = { slots: Number(options.slots), stock: Number(options.stock) };
const bridge = new Bridge({ link: linkOptions(), ...sizes }, clock, report);

function readCard(scheme: string | undefined, id: string | undefined, entry: string): Card {
  if (scheme === undefined || id === undefined) throw new Error('a scheme and an id are needed');
  if (!['tap', 'scan', 'typed'].includes(entry)) throw new Error('entry is tap, scan or typed');
  return { scheme, id, entry };
}

function readDispensed(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw new Error('dispensed is a whole number');
  return Number(text);
}

async function quit(): Promise<void> {
  // A broker that doesn't answer must not keep it alive.
  setTimeout(() => process.exit(0), GOODBYE_MS);
  await bridge.link.disconnect(true);
  process.exit(0);
}

async function serve(verb: string, args: readonly string[]): Promise<void> {
  const [scheme, id, entry = 'tap', dispensed] = args;
  if (verb === 'vend') await bridge.vending.vend(readCard(scheme, id, entry), readDispensed(dispensed));
  else if (verb === 'balance') await bridge.vending.balance(readCard(scheme, id, 'tap'));
  else if (verb === 'offline-vend') bridge.vending.vendOffline(readCard(scheme, id, entry));
  else throw new Error('unknown command');
}

let visits: Promise<void> = Promise.resolve();

async function obey(line: string): Promise<void> {
  const [verb = '', ...args] = line.trim().split(/\s+/);
  if (verb === '') return;
  if (verb === 'connect') return bridge.link.connect();
  // "disconnect cut": without a goodbye, so that the broker sends the will.
  if (verb === 'disconnect') return await bridge.link.disconnect(args[0] !== 'cut');
  if (verb === 'quit') return await quit();
  // One citizen after another, as at a real machine; the line to the server doesn't wait for them.
  const complain = (error: unknown): void => report({ ev: 'error', line, message: String(error) });
  visits = visits.then(() => serve(verb, args)).catch(complain);
}

bridge.link.connect();
const commands = createInterface({ input: process.stdin });
commands.on('line', (line) => void obey(line));
// Whoever started it is gone: it must not outlive a test.
commands.on('close', () => void quit());
