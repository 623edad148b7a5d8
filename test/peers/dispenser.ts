/**
 * A dispenser controller that speaks serial.md over a PTY.
 * node dispenser.ts --slots N --stock N --nvram FILE [--vend-ms 150] [--link PATH]
 */
import { rmSync, symlinkSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { Controller } from './dispenser/controller.ts';
import type { Machine } from './dispenser/hands.ts';
import { obey } from './dispenser/hands.ts';
import { BootCause } from './dispenser/kinds.ts';
import { Line } from './dispenser/line.ts';
import type { Cabinet } from './dispenser/motor.ts';
import { Nvram } from './dispenser/nvram.ts';
import { printJson } from './dispenser/report.ts';

const REBOOT_MS = 300;

const { values: options } = parseArgs({
  options: {
    slots: { type: 'string' },
    stock: { type: 'string' },
    nvram: { type: 'string' },
    'vend-ms': { type: 'string', default: '150' },
    link: { type: 'string' },
  },
});

function wholeNumber(name: string, text: string | undefined, min: number, max: number): number {
  const value = Number(text);
  if (text !== undefined && Number.isInteger(value) && value >= min && value <= max) return value;
  throw new Error(`--${name} takes a whole number from ${min} to ${max}`);
}

const slotCount = wholeNumber('slots', options.slots, 1, 16);
const stock = wholeNumber('stock', options.stock, 0, 0xffff);
const itemMs = wholeNumber('vend-ms', options['vend-ms'], 0, 60_000);
if (options.nvram === undefined) throw new Error('--nvram FILE is missing');

const nvram = new Nvram(options.nvram, slotCount, stock);
const cabinet: Cabinet = { doorOpen: false, missNext: new Set() };
let controller: Controller | undefined;
let rebootTimer: NodeJS.Timeout | undefined;

// Without power nothing is heard and nothing is said.
const line = new Line((frame) => controller?.receive(frame));

function powerOff(): void {
  clearTimeout(rebootTimer);
  rebootTimer = undefined;
  if (controller === undefined) return;
  controller.stop();
  controller = undefined;
  printJson({ ev: 'power', on: false });
}

function powerOn(cause: number): void {
  if (controller !== undefined || rebootTimer !== undefined) return;
  controller = new Controller(
    { nvram, cabinet, itemMs, report: printJson, transmit: (frame) => line.send(frame), onReset: reboot },
    cause,
  );
}

function reboot(): void {
  powerOff();
  rebootTimer = setTimeout(() => {
    rebootTimer = undefined;
    powerOn(BootCause.reset);
  }, REBOOT_MS);
}

function reportStatus(): void {
  const power = controller !== undefined;
  const boot = controller?.snapshot() ?? { slots: nvram.memory.slots };
  printJson({ ev: 'status', power, doorOpen: cabinet.doorOpen, damagedFrames: line.damagedFrames, ...boot });
}

function quit(): void {
  if (options.link !== undefined) rmSync(options.link, { force: true });
  process.exit(0);
}

const machine: Machine = {
  get controller() {
    return controller;
  },
  cabinet,
  slotCount,
  powerOn,
  powerOff,
  reportStatus,
  quit,
};

if (options.link !== undefined) {
  rmSync(options.link, { force: true });
  symlinkSync(line.path, options.link);
}
printJson({ pty: line.path });
powerOn(BootCause.power);

const commands = createInterface({ input: process.stdin });
commands.on('line', (text) => obey(text, machine, printJson));
// Whoever started it is gone: it must not outlive a test.
commands.on('close', quit);
