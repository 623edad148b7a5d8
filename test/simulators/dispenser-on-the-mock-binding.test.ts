import { expect, it, onTestFinished } from 'vitest';
import { wallClock } from '../../protocol/base/clock.ts';
import { vendVerdict } from '../../protocol/serial/constants.ts';
import { createDispenser } from '../../simulators/dispenser/dispenser.ts';
import { volatileNvram } from '../../simulators/dispenser/nvram.ts';
import { seededRandom } from '../../simulators/random.ts';
import { createMockLine, type MockLine } from '../../simulators/transport/mock-binding.ts';
import { txnOf } from '../support/dispenser-bench.ts';
import { createStreamHost } from '../support/stream-host.ts';

async function open(line: MockLine) {
  const port = line.openHost();
  await new Promise<void>((resolve, reject) => port.once('open', resolve).once('error', reject));
  const close = () => new Promise<void>((resolve) => (port.isOpen ? port.close(() => resolve()) : resolve()));
  onTestFinished(close);
  return { host: createStreamHost(port), close };
}

it('a real SerialPortStream vends from a dispenser in the same process, again after it was closed', async () => {
  const line = createMockLine('/dev/mock-dispenser-1');
  const dispenser = createDispenser({
    clock: wallClock(),
    random: seededRandom(1),
    nvram: volatileNvram(),
    wire: line.wire,
    slots: 2,
    stock: 5,
    serialNo: 'MOCK1',
    vendMs: 10,
  });
  onTestFinished(() => dispenser.power(false));

  const first = await open(line);
  await first.host.event(0x47);
  await first.host.request('lock', { locked: false });
  const vend = { txn: txnOf(1), slot: 1, qty: 2 };
  expect(await first.host.request('vend', vend)).toMatchObject({ verdict: vendVerdict.accepted });
  await first.host.event(0x45);
  await first.close();
  dispenser.door(true);

  const second = await open(line);
  await second.host.event(0x42);
  expect(await second.host.request('vend', vend)).toMatchObject({ verdict: vendVerdict.known });
  expect(await second.host.request('lastVend', { slot: 1 })).toMatchObject({ dispensed: 2, vendCounter: 2 });
});
