import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createDiary } from '../../../firmware-bridge/journal/diary.ts';
import { createHistory } from '../../../firmware-bridge/journal/history.ts';
import { type Picture, unknownPicture } from '../../../firmware-bridge/serial/picture.ts';
import { systemDisk } from '../../../firmware-bridge/store/disk.ts';
import { openCommandStore } from '../../../firmware-bridge/uplink/command-store.ts';
import type { CommandTools } from '../../../firmware-bridge/uplink/commands/command.ts';
import {
  type Commands,
  createCommands,
  maxWaitingCommands,
} from '../../../firmware-bridge/uplink/commands.ts';
import type { CommandResult } from '../../../protocol/mqtt/messages/command.ts';
import { silentLog } from '../../support/silent-log.ts';
import { createVirtualClock } from '../../support/virtual-clock.ts';
import { openAt, temporaryFolder } from '../journal/journal-bench.ts';

const clock = createVirtualClock();

/** A dispenser of one slot that does what it is told, and notes it. */
function machine() {
  const did: string[] = [];
  let idle = true;
  let picture: Picture = {
    ...unknownPicture([]),
    line: true,
    ready: true,
    slots: [{ product: 1, stock: 3, capacity: 50, vendCounter: 9 }],
  };
  return {
    did,
    setIdle: (now: boolean) => {
      idle = now;
    },
    power: (on: boolean) => {
      picture = { ...picture, ready: on };
    },
    driver: {
      picture: () => picture,
      async setStock({ product, stock, capacity }: { product: number; stock: number; capacity: number }) {
        did.push(`stock ${stock}`);
        picture = { ...picture, slots: [{ product, stock, capacity, vendCounter: 9 }] };
      },
      async reset() {
        did.push('reset');
      },
    },
    session: {
      whenIdle: async () => idle,
      async announce(text: string) {
        did.push(`say ${text}`);
      },
    },
  };
}

/** One start of a bridge's commands over what is in `folder`. */
async function started(folder: string, at: ReturnType<typeof machine>, isPlanned = true) {
  const history = createHistory();
  const { journal, recovered } = await openAt(`${folder}/journal`);
  for (const entry of recovered) history.take(entry, journal.state().epoch);
  const results: CommandResult[] = [];
  const restarts: string[] = [];
  const tools = {
    clock,
    driver: at.driver,
    session: at.session,
    diary: createDiary(journal, history, () => {}),
    codeOf: (product: string) => (product === 'mask5' ? 1 : undefined),
    isPlanned: () => isPlanned,
    setLocked: async (locked: boolean) => void at.did.push(`locked ${locked}`),
    report: async () => void at.did.push('report'),
    newEpoch: () => journal.newEpoch(),
    restart: () => void restarts.push('restart'),
  } as unknown as CommandTools;
  const store = await openCommandStore(systemDisk, folder);
  const commands: Commands = createCommands({
    tools,
    store,
    log: silentLog,
    publish: async (result) => void results.push(result),
  });
  async function run(name: string, args: object, id: string = randomUUID(), validMs = 1_000) {
    const before = results.length;
    commands.take({ id, name, args, validMs });
    await expect.poll(() => results.length).toBe(before + 1);
    return results.at(-1);
  }
  return { run, results, commands, store, journal, history, restarts, at };
}

const stock = { slot: 0, product: 'mask5', stock: 40, capacity: 50, visit: 'v1' };

test('the same id twice is done once, and told twice, also over a restart', async () => {
  const folder = await temporaryFolder();
  const at = machine();
  const id = randomUUID();
  const first = await started(folder, at);
  const result = await first.run('set-stock', stock, id);
  expect(result).toMatchObject({ id, ok: true });
  expect(await first.run('set-stock', stock, id)).toEqual(result);
  await first.journal.close();
  expect(await (await started(folder, at)).run('set-stock', stock, id)).toEqual(result);
  expect(at.did).toEqual(['stock 40']);
});

test('set-stock is journaled with what was there before', async () => {
  const { run, journal } = await started(await temporaryFolder(), machine());
  await run('set-stock', stock);
  const [entry] = await journal.read(1, 1, 10_000);
  expect(entry).toMatchObject({ type: 'stock.set', before: 3, after: 40, capacity: 50, visit: 'v1' });
});

test('a power cut between SET_STOCK and its entry: the next start writes the entry and does not set again', async () => {
  const folder = await temporaryFolder();
  const at = machine();
  const id = randomUUID();
  const cut = await started(folder, at);
  await cut.store.begin({ id, name: 'set-stock', args: stock, lastSeq: 0 });
  await at.driver.setStock({ product: 1, stock: 40, capacity: 50 });
  await cut.journal.close();
  at.power(false);
  const next = await started(folder, at);
  await next.commands.recover();
  expect(next.results).toEqual([]);
  at.power(true);
  await next.commands.recover();
  expect(next.results).toMatchObject([{ id, ok: true }]);
  expect((await next.journal.read(1, 9, 10_000)).map((entry) => entry.type)).toEqual(['stock.set']);
  expect(at.did).toEqual(['stock 40']);
});

test('a power cut before SET_STOCK is told as interrupted', async () => {
  const folder = await temporaryFolder();
  const cut = await started(folder, machine());
  const id = randomUUID();
  await cut.store.begin({ id, name: 'set-stock', args: stock, lastSeq: 0 });
  await cut.journal.close();
  const next = await started(folder, machine());
  await next.commands.recover();
  expect(next.results).toMatchObject([{ id, ok: false, code: 'interrupted' }]);
});

test('restart-bridge is answered by the next start', async () => {
  const folder = await temporaryFolder();
  const first = await started(folder, machine());
  const id = randomUUID();
  first.commands.take({ id, name: 'restart-bridge', args: {}, validMs: 1_000 });
  await expect.poll(() => first.restarts).toEqual(['restart']);
  expect(first.results).toEqual([]);
  await first.journal.close();
  const next = await started(folder, machine());
  await next.commands.recover();
  expect(next.results).toMatchObject([{ id, ok: true }]);
});

test('an interrupted new-epoch makes one new epoch, not two', async () => {
  const folder = await temporaryFolder();
  const cut = await started(folder, machine());
  const { epoch, lastSeq } = cut.journal.state();
  const [before, after] = [randomUUID(), randomUUID()];
  await cut.store.begin({ id: before, name: 'new-epoch', args: {}, epoch, lastSeq });
  await cut.journal.newEpoch();
  const second = cut.journal.state().epoch;
  await cut.journal.close();
  const next = await started(folder, machine());
  await next.commands.recover();
  expect(next.results).toMatchObject([{ id: before, ok: true }]);
  expect(next.journal.state().epoch).toBe(second);
  await next.store.begin({ id: after, name: 'new-epoch', args: {}, epoch: second, lastSeq: 0 });
  await next.journal.close();
  const last = await started(folder, machine());
  await last.commands.recover();
  expect(last.journal.state().epoch).not.toBe(second);
});

test('an interrupted display is not shown into somebody’s visit', async () => {
  const folder = await temporaryFolder();
  const cut = await started(folder, machine());
  const id = randomUUID();
  await cut.store.begin({ id, name: 'display', args: { text: 'Hi', seconds: 5 }, lastSeq: 0 });
  await cut.journal.close();
  const next = await started(folder, machine());
  await next.commands.recover();
  expect(next.results).toMatchObject([{ id, ok: false, code: 'interrupted' }]);
  expect(next.at.did).toEqual([]);
});

test('stock is not set while a vend is open, whose items would be counted from the new stock', async () => {
  const at = machine();
  const { run, journal, history } = await started(await temporaryFolder(), at);
  const [entry] = await journal.append([
    {
      ...{ type: 'vend.started', txn: randomUUID(), slot: 0, product: 'mask5', requested: 1 },
      ...{ vendCounter: 9, authority: 'online', cards: [] },
    },
  ]);
  if (entry !== undefined) history.take(entry, journal.state().epoch);
  expect(await run('set-stock', stock)).toMatchObject({ ok: false, code: 'busy' });
  expect(at.did).toEqual([]);
});

test('a stock that comes before the first desired on a new disk is told as busy: the centre sends it again', async () => {
  const at = machine();
  const { run } = await started(await temporaryFolder(), at, false);
  expect(await run('set-stock', stock)).toMatchObject({ ok: false, code: 'busy' });
  expect(at.did).toEqual([]);
});

test('what can not be done is told by a stable code', async () => {
  const at = machine();
  const { run } = await started(await temporaryFolder(), at);
  expect(await run('self-destruct', {})).toMatchObject({ ok: false, code: 'unknown-command' });
  expect(await run('toString', {})).toMatchObject({ ok: false, code: 'unknown-command' });
  expect(await run('display', { text: 5 })).toMatchObject({ ok: false, code: 'bad-args' });
  expect(await run('set-stock', { ...stock, product: 'nails' })).toMatchObject({
    ok: false,
    code: 'bad-args',
  });
  expect(await run('lock', {}, randomUUID(), 0)).toMatchObject({ ok: false, code: 'expired' });
  at.setIdle(false);
  expect(await run('set-stock', stock)).toMatchObject({ ok: false, code: 'expired' });
  expect(at.did).toEqual([]);
});

test('a command that was told as expired stays so when it is sent again', async () => {
  const at = machine();
  const { run } = await started(await temporaryFolder(), at);
  const id = randomUUID();
  expect(await run('lock', {}, id, 0)).toMatchObject({ code: 'expired' });
  expect(await run('lock', {}, id)).toMatchObject({ code: 'expired' });
  expect(at.did).toEqual([]);
});

test('lock, unlock, display, report and reset act', async () => {
  const at = machine();
  const { run } = await started(await temporaryFolder(), at);
  for (const name of ['lock', 'unlock', 'report', 'reset-dispenser', 'new-epoch'])
    expect(await run(name, {})).toMatchObject({ ok: true });
  expect(await run('display', { text: 'ü'.repeat(200), seconds: 5 })).toMatchObject({ ok: true });
  expect(at.did).toEqual(['locked true', 'locked false', 'report', 'reset', `say ${'ü'.repeat(80)}`]);
});

test('more than the limit at once is told busy', async () => {
  const { commands, results } = await started(await temporaryFolder(), machine());
  for (let n = 0; n <= maxWaitingCommands; n++)
    commands.take({ id: randomUUID(), name: 'report', args: {}, validMs: 1_000 });
  await expect.poll(() => results.length).toBe(maxWaitingCommands + 1);
  expect(results.filter((result) => result.code === 'busy')).toHaveLength(1);
});
