import { existsSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SerialPort } from 'serialport';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fault, vendState, vendVerdict } from '../../protocol/serial/constants.ts';
import type { Memory } from '../../simulators/dispenser/memory.ts';
import { type Child, startChild } from '../support/child.ts';
import { txnOf } from '../support/dispenser-bench.ts';
import { createStreamHost, type StreamHost } from '../support/stream-host.ts';
import { tempFolder } from '../support/temp-folder.ts';

function startSim(...argv: string[]): Child {
  const child = startChild('simulators/bin/sim.js', ['dispenser', ...argv]);
  onTestFinished(async () => {
    await child.end('SIGKILL');
  });
  return child;
}

async function openHost(path: string): Promise<StreamHost> {
  const port = new SerialPort({ path, baudRate: 115_200, autoOpen: false });
  await new Promise<void>((resolve, reject) => port.open((error) => (error ? reject(error) : resolve())));
  onTestFinished(
    () => new Promise<void>((resolve) => (port.isOpen ? port.close(() => resolve()) : resolve())),
  );
  return createStreamHost(port);
}

async function ptyOf(child: Child): Promise<string> {
  const { pty } = await child.line('pty', (line) => 'pty' in line);
  expect(child.lines[0]).toEqual({ pty });
  return String(pty);
}

const memoryIn = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Memory;

describe('the dispenser as a process', () => {
  it('vends to a real serial port on its PTY and tells what it does', async () => {
    const folder = tempFolder();
    const link = join(folder, 'dispenser');
    const child = startSim(
      '--slots',
      '4',
      '--stock',
      '200',
      '--nvram',
      join(folder, 'nvram'),
      '--link',
      link,
      '--vend-ms',
      '20',
    );
    const path = await ptyOf(child);
    expect(path).toMatch(/^\/dev\/pts\/\d+$/);
    expect(readlinkSync(link)).toBe(path);
    const host = await openHost(link);
    await host.event(0x47);
    expect(await host.request('hello', {})).toMatchObject({ slots: 4, bootCount: 1 });
    await host.request('lock', { locked: false });
    const vend = { txn: txnOf(1), slot: 3, qty: 2 };
    expect(await host.request('vend', vend)).toEqual({ txn: txnOf(1), verdict: vendVerdict.accepted });
    await host.event(0x45);
    expect(await host.request('lastVend', { slot: 3 })).toMatchObject({
      state: vendState.done,
      dispensed: 2,
    });
    expect((await host.request('status', {})).slots[3]).toMatchObject({ stock: 198, vendCounter: 2 });

    child.type('card tckn 10000000146 scan');
    const card = await host.event(0x40);
    expect(Buffer.from(card.payload).toString('latin1')).toBe('\x01\x0110000000146');
    await child.line('card', ({ ev }) => ev === 'card');
    expect(JSON.stringify(child.lines)).not.toContain('10000000146');
  });

  it('passes every byte as it is, in both directions', async () => {
    const folder = tempFolder();
    const child = startSim('--slots', '1', '--nvram', join(folder, 'nvram'));
    const host = await openHost(await ptyOf(child));
    const text = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code)).join('');
    await host.request('display', { seconds: 0, tone: 1, text });
    expect(await child.line('display', ({ ev }) => ev === 'display')).toMatchObject({ text });
    for (const stock of [0x0a0d, 0x0d0a, 0x1113, 0x0304, 0x1a1c, 0x7f00, 0xc0db]) {
      await host.request('setStock', { slot: 0, product: 1, stock, capacity: stock });
      expect((await host.request('status', {})).slots[0]).toMatchObject({ stock, capacity: stock });
    }
  });

  it('ends cleanly by SIGTERM and by quit, and takes its link away', async () => {
    const folder = tempFolder();
    const link = join(folder, 'dispenser');
    const argv = ['--nvram', join(folder, 'nvram'), '--link', link];
    const first = startSim(...argv);
    await ptyOf(first);
    expect(await first.end('SIGTERM')).toBe(0);
    expect(existsSync(link)).toBe(false);
    const second = startSim(...argv);
    await ptyOf(second);
    second.type('quit');
    expect(await second.ended).toBe(0);
    expect(memoryIn(join(folder, 'nvram')).bootCount).toBe(2);
  });

  it('a dispenser that took over the link keeps it when the one before ends', async () => {
    const folder = tempFolder();
    const link = join(folder, 'dispenser');
    const first = startSim('--nvram', join(folder, 'a'), '--link', link);
    await ptyOf(first);
    const second = startSim('--nvram', join(folder, 'b'), '--link', link);
    const path = await ptyOf(second);
    await first.end('SIGTERM');
    expect(readlinkSync(link)).toBe(path);
  });
});

describe('SIGKILL of the process', () => {
  for (const { qty, dropped, dispensed } of [
    { qty: 1, dropped: 1, dispensed: 1 },
    { qty: 2, dropped: 1, dispensed: 1 },
    { qty: 2, dropped: 2, dispensed: 2 },
  ])
    it(`between drop ${dropped} and what follows, of ${qty}: the memory is whole, and the next boot counts the item`, async () => {
      const folder = tempFolder();
      const nvram = join(folder, 'nvram');
      // Long, so that the kill comes before what follows on a machine that is busy, too.
      const argv = ['--slots', '1', '--stock', '10', '--nvram', nvram, '--vend-ms', '4000'];
      const child = startSim(...argv);
      const host = await openHost(await ptyOf(child));
      await host.request('lock', { locked: false });
      await host.request('vend', { txn: txnOf(1), slot: 0, qty });
      await child.line('drop', () => child.lines.filter(({ ev }) => ev === 'drop').length === dropped);
      await child.end('SIGKILL');
      expect(child.lines.some(({ ev }) => ev === 'result')).toBe(false);
      expect(memoryIn(nvram).slots[0]).toMatchObject({
        vendCounter: dispensed - 1,
        last: { state: vendState.running, moving: true },
      });

      const again = startSim(...argv);
      const after = await openHost(await ptyOf(again));
      expect(await after.request('lastVend', { slot: 0 })).toEqual({
        txn: txnOf(1),
        state: vendState.done,
        requested: qty,
        dispensed,
        fault: fault.powerLost,
        vendCounter: dispensed,
      });
      expect((await after.request('status', {})).slots[0]?.stock).toBe(10 - dispensed);
    });
});

describe('a mistake', () => {
  it('in the flags is one line that names every key, its value and what is allowed', async () => {
    const child = startSim('--slots', '17', '--vend-ms', 'soon', '--colour', 'red');
    expect(await child.ended).toBe(2);
    expect(child.lines).toHaveLength(1);
    expect(child.lines[0]).toMatchObject({ ev: 'error', code: 'CONFIG_INVALID' });
    const { problems } = child.lines[0] as { problems: { key: string; value: string; allowed: string }[] };
    expect(problems.map(({ key }) => key)).toEqual(
      expect.arrayContaining(['slots', 'vendMs', '--colour', 'nvram']),
    );
    expect(problems.find(({ key }) => key === 'slots')).toMatchObject({
      value: '"17"',
      allowed: 'a whole number from 1 to 16',
    });
  });

  it('in a command is one line, and harms nothing', async () => {
    const folder = tempFolder();
    const child = startSim('--slots', '2', '--nvram', join(folder, 'nvram'));
    const host = await openHost(await ptyOf(child));
    const before = await host.request('status', {});
    const wrong = {
      'fly away': 'UNKNOWN_COMMAND',
      constructor: 'UNKNOWN_COMMAND',
      10000000146: 'UNKNOWN_COMMAND',
      'card tckn': 'BAD_ARGUMENT',
      'card 10000000146 tckn': 'BAD_ARGUMENT',
      'card tckn 10000000146 10000000146': 'BAD_ARGUMENT',
      [`card uid ${'A'.repeat(65)}`]: 'BAD_ARGUMENT',
      'select 2': 'NO_SUCH_SLOT',
      'select -1': 'BAD_ARGUMENT',
      'select 1e0': 'BAD_ARGUMENT',
      'door ajar': 'BAD_ARGUMENT',
      'noise 2': 'BAD_ARGUMENT',
      power: 'BAD_ARGUMENT',
      'tamper 256': 'BAD_ARGUMENT',
    };
    for (const command of Object.keys(wrong)) child.type(command);
    child.type('status');
    await child.line('status', ({ ev }) => ev === 'status');
    const errors = child.lines.filter(({ ev }) => ev === 'error');
    // An object lists keys that look like numbers first.
    expect(errors.map(({ code }) => code)).toEqual(Object.values(wrong));
    for (const error of errors)
      expect(error).toMatchObject({
        key: expect.any(String),
        value: expect.any(String),
        allowed: expect.any(String),
        message: expect.any(String),
      });
    expect(JSON.stringify(child.lines)).not.toContain('10000000146');
    expect(await host.request('status', {})).toEqual(before);
  });

  it('in the memory is one line, and leaves the file as it is', async () => {
    const folder = tempFolder();
    const nvram = join(folder, 'nvram');
    for (const content of ['', '{', '{"serialNo":"X","bootCount":1,"slots":[]}']) {
      writeFileSync(nvram, content);
      const child = startSim('--nvram', nvram);
      expect(await child.ended).toBe(2);
      expect(child.lines).toMatchObject([{ ev: 'error', code: 'NVRAM_UNREADABLE' }]);
      expect(readFileSync(nvram, 'utf8')).toBe(content);
    }
    const other = join(folder, 'other');
    const maker = startSim('--slots', '2', '--nvram', other);
    await ptyOf(maker);
    await maker.line('boot', ({ ev }) => ev === 'boot');
    await maker.end('SIGTERM');
    const child = startSim('--slots', '3', '--nvram', other);
    expect(await child.ended).toBe(2);
    expect(child.lines.at(-1)).toMatchObject({ ev: 'error', code: 'NVRAM_OTHER_SLOTS' });
  });

  it('in the path of the memory is one line, before a terminal is told', async () => {
    const child = startSim('--nvram', join(tempFolder(), 'nowhere', 'nvram'));
    expect(await child.ended).toBe(2);
    expect(child.lines).toMatchObject([{ ev: 'error', code: 'NVRAM_UNWRITABLE' }]);
  });
});
