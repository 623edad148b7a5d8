import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Child, startChild } from '../../support/child.ts';
import type { Findings } from '../figures.ts';
import { startLoad } from '../load/orders.ts';
import { type Quantiles, quantilesOf } from '../load/quantiles.ts';
import { benchToken, type Subject } from '../subject.ts';
import { type BenchOptions, onServer, runs } from './under-test.ts';

/** The machine with the real bridge; the others are the load's. */
const machine = 0;
const others = 1_000;
const perSecond = 300;
const taps = 200;
const warmTaps = 20;
/** The others go on until they are halted. */
const foreverMs = 10 * 60_000;
/** One item falls at once: what is measured ends when the motor starts. */
const vendMs = '1';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** From a tap to the motor, through dispenser, PTY, bridge, MQTT, ledger and back; at rest and beside a busy fleet. */
export async function tap(options: BenchOptions): Promise<Findings> {
  const [rest, busy] = [[] as Quantiles[], [] as Quantiles[]];
  for (let run = 0; run < runs; run++) {
    await onServer(others + 1, options, async (subject, dataDir) => {
      const fleet = await startMachine(subject, join(dataDir, 'machine'));
      try {
        await tapMany(fleet.dispenser, 0, warmTaps);
        rest.push(await tapMany(fleet.dispenser, warmTaps, taps));
        const load = startLoad();
        const target = { port: subject.mqttPort, token: benchToken, acksCount: true };
        await load.order({ do: 'connect', first: machine + 1, count: others, target });
        await load.order({ do: 'steady', perSecond, forMs: 2_000 });
        const steady = load.order({ do: 'steady', perSecond, forMs: foreverMs });
        busy.push(await tapMany(fleet.dispenser, warmTaps + taps, taps));
        load.halt();
        await steady;
        await load.end();
      } finally {
        await fleet.end();
      }
    });
  }
  const figure = (name: string, of: readonly Quantiles[], which: 'p50' | 'p99') => ({
    name: `tap to motor, ${name}, ${which}`,
    unit: 'ms',
    runs: of.map((quantiles) => quantiles[which]),
  });
  return {
    figures: (['p50', 'p99'] as const).flatMap((which) => [
      figure('at rest', rest, which),
      figure(`at ${perSecond} vends/s elsewhere`, busy, which),
    ]),
    notes: [`${taps} taps a run; there is no floor: without a server there is no decision to wait for`],
  };
}

async function startMachine(subject: Subject, folder: string) {
  mkdirSync(folder, { recursive: true });
  const [tty, token] = [join(folder, 'tty'), join(folder, 'token')];
  writeFileSync(token, benchToken);
  const hardware = ['--slots', '1', '--stock', '60000', '--vend-ms', vendMs];
  const files = ['--nvram', join(folder, 'nvram.json'), '--link', tty];
  const dispenser = startChild(join(root, 'simulators/bin/sim.js'), ['dispenser', ...hardware, ...files]);
  await dispenser.line('PTY', ({ pty }) => pty !== undefined);
  const link = ['--serial', tty, '--mqtt', `mqtt://127.0.0.1:${subject.mqttPort}`, '--token-file', token];
  const name = ['--machine', `bench-${String(machine).padStart(5, '0')}`, '--data', join(folder, 'bridge')];
  const bridge = startChild(join(root, 'firmware-bridge/bin/bridge.js'), [...name, ...link]);
  await dispenser.line('display that asks for a card', asksForCard, 20_000);
  return {
    dispenser,
    async end() {
      await bridge.end('SIGTERM');
      await dispenser.end('SIGTERM');
    },
  };
}

/** Taps one card after the other, each a new one, and waits in between until the machine takes the next. */
async function tapMany(dispenser: Child, first: number, count: number): Promise<Quantiles> {
  const waits: number[] = [];
  for (let at = 0; at < count; at++) {
    const before = dispenser.lines.length;
    const tappedAt = performance.now();
    dispenser.type(`card uid 05${(first + at).toString(16).padStart(12, '0')}`);
    await dispenser.line('start of the motor', () => startsSince(dispenser, before));
    waits.push(performance.now() - tappedAt);
    // The next card is taken while the thanks still stand on the display.
    await dispenser.line('thanks', () => since(dispenser, before, isThanks));
  }
  return quantilesOf(waits);
}

type Line = Readonly<Record<string, unknown>>;

const since = (dispenser: Child, from: number, wanted: (line: Line) => boolean) =>
  dispenser.lines.findLastIndex(wanted) >= from;

const isThanks = ({ ev, seconds }: Line) => ev === 'display' && Number(seconds) > 0;

/** An accepted VEND is told right before the motor turns. */
const startsSince = (dispenser: Child, from: number) =>
  since(dispenser, from, ({ ev, verdict }) => ev === 'vend' && verdict === 0);

const asksForCard = ({ ev, text }: Line) => ev === 'display' && /^Tap your card/.test(String(text));
