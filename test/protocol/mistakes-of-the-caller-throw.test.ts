import { expect, it } from 'vitest';
import { events, requests } from '../../protocol/serial/catalogue.ts';
import { encodePayload, type Layout } from '../../protocol/serial/layout.ts';

it.each([
  ['a number below 0', requests.lastVend.request, { slot: -1 }],
  ['a number above its size', requests.lastVend.request, { slot: 256 }],
  ['a fraction', requests.lastVend.request, { slot: 0.5 }],
  ['qty 0', requests.vend.request, { txn: '018f0000-0000-7000-8000-000000000001', slot: 0, qty: 0 }],
  ['a txn that is no UUID', requests.vend.request, { txn: '018f', slot: 0, qty: 1 }],
  ['a text of 161 bytes', requests.display.request, { seconds: 0, tone: 0, text: 'x'.repeat(161) }],
  [
    'a text of 160 letters of two bytes',
    requests.display.request,
    { seconds: 0, tone: 0, text: 'ş'.repeat(160) },
  ],
  ['an empty card id', events.card.payload, { entry: 'tap', scheme: 'uid', id: '' }],
  ['a scheme that is not there', events.card.payload, { entry: 'tap', scheme: 'other', id: '1' }],
  [
    '17 slots',
    requests.status.response,
    { flags: 0, slots: Array(17).fill({ product: 0, stock: 0, capacity: 0, vendCounter: 0 }) },
  ],
  [
    'a serial number of 13 letters',
    requests.hello.response,
    { protocol: 1, slots: 1, bootCount: 0, serialNo: 'x'.repeat(13), firmware: '' },
  ],
] as [string, Layout<unknown>, unknown][])('%s is not put on the line', (_, layout, value) => {
  expect(() => encodePayload(layout, value)).toThrow(RangeError);
});
