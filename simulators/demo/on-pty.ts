import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { wallClock } from '../../protocol/base/clock.ts';
import { messageOf } from '../../protocol/base/errors.ts';
import { makeFolder } from '../../protocol/base/folder.ts';
import { entryOf } from '../city/cards.ts';
import type { Happening } from '../dispenser/happenings.ts';
import type { Memory } from '../dispenser/memory.ts';
import { type Child, type Line, startUntil } from './child.ts';
import { type DemoMachine, type MachineOptions, vendMs } from './machine.ts';

const root = join(import.meta.dirname, '..', '..');
const simulator = join(root, 'simulators', 'bin', 'sim.js');
const bridgeScript = join(root, 'firmware-bridge', 'bin', 'bridge.js');

/** A bridge that ended by itself is started again after this, as its supervisor would do. Wall ms. */
const restartMs = 1_000;
/** pino's number of an error. */
const errorLevel = 50;

/** A machine as a city has it: its dispenser and its bridge are processes, and a pseudo-terminal is the line. */
export async function startOnPty(
  options: MachineOptions & {
    /** START,SPEED,ORIGIN where time is simulated. */
    readonly simulated: string | undefined;
    readonly say: (line: string) => void;
  },
): Promise<DemoMachine> {
  const { site, folder, mqttUrl, seed, slots, stock, say } = options;
  const [tty, bridgeDir, tokenFile] = [join(folder, 'tty'), join(folder, 'bridge'), join(folder, 'token')];
  makeFolder(folder, 0o700);
  writeFileSync(tokenFile, options.token, { mode: 0o600 });
  const time = options.simulated === undefined ? [] : ['--simulated', options.simulated];
  const listeners = new Set<(happening: Happening) => void>();
  let asking: ((memory: Memory) => void)[] = [];
  let stopping = false;

  const cabinet = ['--slots', String(slots), '--stock', String(stock), '--vend-ms', String(vendMs)];
  const identity = ['--serial-no', `DEMO${seed % 10 ** 8}`, '--seed', String(seed)];
  const files = ['--nvram', join(folder, 'nvram.json'), '--link', tty];
  const dispenser = await startUntil(
    [simulator, 'dispenser', ...cabinet, ...identity, ...files, ...time],
    ({ pty }) => pty !== undefined,
    heard,
  );

  function heard(line: Line): void {
    if (line.ev === 'status') {
      for (const answer of asking.splice(0)) answer(line.memory as Memory);
    } else if (line.ev !== undefined && line.ev !== 'error') {
      for (const listener of [...listeners]) listener(line as Happening);
    }
  }

  function startBridge(): Promise<Child> {
    const ends = ['--serial', tty, '--mqtt', mqttUrl, '--token-file', tokenFile, '--data', bridgeDir];
    return startUntil(
      [bridgeScript, '--machine', site.id, ...ends, ...time],
      ({ msg }) => String(msg).includes('runs'),
      (line) => {
        if (Number(line.level) >= errorLevel) say(`${site.name}: ${line.msg}`);
      },
    );
  }

  let bridge = await startBridge();
  let restarting: Promise<void> | undefined;
  function supervise(): void {
    void bridge.ended.then(() => {
      if (stopping) return;
      say(`${site.name}: the bridge ended and is started again`);
      wallClock().after(restartMs, () => {
        if (!stopping) restarting = restart();
      });
    });
  }
  async function restart(): Promise<void> {
    try {
      bridge = await startBridge();
      supervise();
    } catch (error) {
      say(`${site.name}: ${messageOf(error)}`);
    }
  }
  supervise();

  return {
    site,
    bridgeDir,
    // Over a pipe, which no file and no list of processes shows.
    card: (card) => dispenser.type(`card ${card.scheme} ${card.id} ${entryOf(card)}`),
    select: (slot) => dispenser.type(`select ${slot}`),
    door: (open) => dispenser.type(`door ${open ? 'open' : 'close'}`),
    jam: (slot) => dispenser.type(`jam ${slot}`),
    claim: () => dispenser.type('claim'),
    memory: () =>
      new Promise((resolve, reject) => {
        asking.push(resolve);
        void dispenser.ended.then(() => reject(new Error('the dispenser has ended')));
        dispenser.type('status');
      }),
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async stop() {
      stopping = true;
      await restarting;
      await bridge.stop();
      asking = [];
      await dispenser.stop();
    },
  };
}
