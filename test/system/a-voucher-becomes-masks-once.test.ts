import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { defaultPolicy } from '../../server/policy/default.ts';
import type { Child } from '../support/child.ts';
import { eventually } from '../support/eventually.ts';
import { linesOf, runServerCommand } from '../support/server-process.ts';
import { startSystem } from '../support/system.ts';

const policy = stringify({
  ...defaultPolicy,
  offline: { mode: 'allow', perCard: 5, perMachine: 50, maxHours: 8 },
});

/** Shows a card at the dispenser; what its display says in the end, with a tone. */
async function show(dispenser: Child, card: string): Promise<string> {
  const before = dispenser.lines.length;
  dispenser.type(`card ${card}`);
  const said = await eventually('an answer on the display', () =>
    dispenser.lines.slice(before).find(({ ev, tone }) => ev === 'display' && tone !== 0),
  );
  return String(said.text);
}

it('a voucher that is scanned gives masks as a card does, then says that it was used, and without a network that it cannot be checked', async () => {
  const system = await startSystem({ policy });
  const data = ['--data', system.paths.data];
  const make = [
    'voucher',
    'make',
    '--name',
    'Guests',
    '--product',
    'adult',
    '--count',
    '2',
    '--until',
    '2100-01-01',
  ];
  const [batch] = linesOf((await runServerCommand([...make, ...data])).out);
  const table = (await runServerCommand(['voucher', 'csv', String(batch?.id), ...data])).out;
  const [, first, second] = table.split('\r\n').map((line) => line.split(',')[1]);
  const dispenser = await system.startDispenser();
  const bridge = await system.startBridge();
  await system.serving(dispenser);

  expect(await show(dispenser, `voucher ${first} scan`)).toBe('Take your 5 masks below');
  await eventually('the vend is booked', () => system.booked() === 1);
  await system.serving(dispenser, dispenser.lines.length - 1);
  expect(await show(dispenser, `voucher ${first} scan`)).toBe(
    'This voucher has been used: its masks were given.',
  );

  await system.server.end('SIGKILL');
  await bridge.line('a lost connection', ({ msg }) => String(msg).includes('was lost'));
  expect(await show(dispenser, `voucher ${second} scan`)).toBe(
    'No network: vouchers cannot be checked now. Please come back later.',
  );
  expect(system.counted()).toBe(1);
  await system.startServer();
  await eventually('the second voucher is taken once the network is back', async () =>
    (await show(dispenser, `voucher ${second} scan`)) === 'Take your 5 masks below' ? true : undefined,
  );
  await eventually('both vends are booked', () => system.booked() === 2);
  expect(system.counted()).toBe(2);
});
