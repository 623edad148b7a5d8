import { expect, test } from 'vitest';
import type { VendorDeps } from '../../../firmware-bridge/session/vendor.ts';
import { createVendor } from '../../../firmware-bridge/session/vendor.ts';
import { desiredOfOneSlot } from '../../support/bridge-bench.ts';
import { silentLog } from '../../support/silent-log.ts';
import { createVirtualClock, settled } from '../../support/virtual-clock.ts';
import { fresh, plan, txn } from './session-bench.ts';

test('a verdict that comes late lets no other vend’s line go', async () => {
  const answers = new Map<string, (value: { txn: string; verdict: number }) => void>();
  const vendor = createVendor({
    clock: createVirtualClock(),
    log: silentLog,
    driver: {
      picture: () => ({ ready: true, slots: [{ product: 1, stock: 5, capacity: 50, vendCounter: 7 }] }),
      vend: (request: { txn: string }) =>
        new Promise((resolve) => {
          answers.set(request.txn, resolve);
        }),
    },
    book: { start: async () => {}, cancel: async () => ({ epoch: 'e', seq: 1 }) },
    seal: () => 'box',
    desired: () => desiredOfOneSlot,
    onNotBegun: () => {},
  } as unknown as VendorDeps);

  await vendor.start(plan);
  const first = vendor.vend(plan);
  await vendor.start({ ...plan, txn: fresh });
  const second = vendor.vend({ ...plan, txn: fresh });
  let quiet = false;
  const waiting = vendor.quiet().then(() => {
    quiet = true;
  });
  answers.get(txn)?.({ txn, verdict: 1 });
  await first;
  await settled();
  expect(quiet).toBe(false);
  answers.get(fresh)?.({ txn: fresh, verdict: 0 });
  await Promise.all([second, waiting]);
});
