import { describe, expect, it } from 'vitest';
import type { MachineStatus } from '../../../protocol/http/fleet.ts';
import { fault } from '../../../protocol/serial/constants.ts';
import { displayOf } from '../../../server/fleet/display.ts';
import {
  attendedOpenMs,
  longOpenMs,
  lowWithinMs,
  type MachineFacts,
  type SlotFacts,
  statusOf,
} from '../../../server/fleet/status.ts';
import { byUrgency } from '../../../server/fleet/urgency.ts';

const hour = 3_600_000;
const now = 20_000 * 24 * hour;
const slot = (more: Partial<SlotFacts> = {}): SlotFacts => ({
  ...{ held: 100, par: 100, faulted: false, emptyAtMs: undefined },
  ...more,
});
const facts = (more: Partial<MachineFacts> = {}): MachineFacts => ({
  ...{
    known: true,
    online: true,
    line: true,
    doorOpenForMs: undefined,
    attended: false,
    faulted: false,
    locked: false,
    slots: [slot()],
  },
  ...more,
});

describe('the status of a machine', () => {
  it.each<[string, MachineFacts, MachineStatus]>([
    ['it never said anything', facts({ known: false }), 'unknown'],
    ['it is not connected, whatever else', facts({ online: false, line: false, locked: true }), 'offline'],
    ['its dispenser does not answer', facts({ line: false }), 'fault'],
    ['its door is open, as while somebody restocks', facts({ doorOpenForMs: longOpenMs }), 'open'],
    ['its door is open for long', facts({ doorOpenForMs: longOpenMs + 1 }), 'fault'],
    [
      'its door is open for long, and somebody looks after it',
      facts({ doorOpenForMs: attendedOpenMs, attended: true }),
      'open',
    ],
    ['even then not for ever', facts({ doorOpenForMs: attendedOpenMs + 1, attended: true }), 'fault'],
    ['its door is open and it is empty', facts({ doorOpenForMs: 0, slots: [slot({ held: 0 })] }), 'open'],
    ['it is faulted as a whole', facts({ faulted: true }), 'fault'],
    [
      'all that is stocked is faulted',
      facts({ slots: [slot({ faulted: true }), slot({ held: 0 })] }),
      'fault',
    ],
    ['nothing is in it', facts({ slots: [slot({ held: 0 }), slot({ held: 0 })] }), 'empty'],
    ['it is empty and locked', facts({ locked: true, slots: [slot({ held: 0 })] }), 'empty'],
    ['it is locked', facts({ locked: true }), 'locked'],
    ['one slot of two is empty', facts({ slots: [slot(), slot({ held: 0 })] }), 'low'],
    ['one full slot of two is jammed', facts({ slots: [slot(), slot({ faulted: true })] }), 'ok'],
    ['a jammed slot is nearly empty', facts({ slots: [slot(), slot({ held: 1, faulted: true })] }), 'low'],
    ['a fifth of its par is left', facts({ slots: [slot({ held: 20 })] }), 'ok'],
    ['less than a fifth is left', facts({ slots: [slot({ held: 19 })] }), 'low'],
    ['it will be empty soon', facts({ slots: [slot({ emptyAtMs: now + lowWithinMs })] }), 'low'],
    ['it will be empty later', facts({ slots: [slot({ emptyAtMs: now + lowWithinMs + 1 })] }), 'ok'],
    ['nobody knows what it holds', facts({ slots: [slot({ held: null })] }), 'ok'],
  ])('%s', (_what, machine, status) => {
    expect(statusOf(machine, now)).toBe(status);
  });
});

it('what gives nothing comes first, the busier before the quieter; then what runs low, then what serves', () => {
  const one = (
    id: string,
    status: MachineStatus,
    emptyAt: string | null,
    { perDay = 1, fill = 0.5, faults = [] as number[] } = {},
  ) => ({ ...{ id, status, emptyAt, fill }, slots: [{ perDay, faults }] });
  const list = [
    one('z-never', 'unknown', null),
    one('ok-none', 'ok', null),
    one('ok-fuller', 'ok', null, { fill: 0.9 }),
    one('ok-soon', 'ok', '2020-05-20T00:00:00.000Z'),
    one('ok-jam', 'ok', '2020-05-22T00:00:00.000Z', { faults: [fault.jam] }),
    one('open', 'open', null),
    one('low-none', 'low', null),
    one('low-late', 'low', '2020-05-22T00:00:00.000Z'),
    one('low-soon', 'low', '2020-05-20T00:00:00.000Z'),
    one('locked', 'locked', null),
    one('empty', 'empty', null),
    one('fault', 'fault', null),
    one('off-b', 'offline', null, { perDay: 10 }),
    one('off-a', 'offline', null, { perDay: 10 }),
    one('off-busy', 'offline', null, { perDay: 99 }),
  ];
  expect(list.sort(byUrgency).map(({ id }) => id)).toEqual([
    ...['off-busy', 'off-a', 'off-b', 'fault', 'empty', 'locked'],
    ...['low-soon', 'low-late', 'low-none', 'open', 'ok-jam', 'ok-soon', 'ok-none', 'ok-fuller', 'z-never'],
  ]);
});

describe('the text on the display', () => {
  const machine = {
    ...{ online: true, line: true, locked: false, doorOpen: false, language: 'en' as const, stateAtMs: now },
    slots: [{ product: 'adult', held: 5, faulted: false }],
  };
  const child = { product: 'child', held: 5, faulted: false };
  it.each([
    ['idle', machine, 'Tap your card for free masks'],
    ['in its own language', { ...machine, language: 'zh-TW' as const }, '請感應卡片，免費領口罩'],
    ['several products', { ...machine, slots: [...machine.slots, child] }, 'Choose, then tap'],
    ['locked', { ...machine, locked: true, doorOpen: true }, 'Out of service'],
    ['its door is open', { ...machine, doorOpen: true }, 'Out of order. Nothing was taken from your share.'],
    ['empty', { ...machine, slots: [{ ...child, held: 0 }] }, 'Empty here.'],
    [
      'faulted',
      { ...machine, slots: [{ ...child, faulted: true }] },
      'Out of order. Nothing was taken from your share.',
    ],
    ['cut off: nobody knows', { ...machine, online: false }, undefined],
    ['its dispenser is away: nobody knows', { ...machine, line: false }, undefined],
  ])('%s', (_what, one, text) => {
    expect(displayOf(one, undefined, now)?.text).toBe(text);
  });

  it('is an operator’s for as long as it was ordered to stand, or until somebody is served', () => {
    const said = { text: 'Back at noon', seconds: 30, doneAtMs: now, interrupted: false };
    const text = (more: object, atMs: number) => displayOf(machine, { ...said, ...more }, atMs)?.text;
    expect(text({}, now + 29_999)).toBe('Back at noon');
    expect(text({}, now + 30_000)).toBe('Tap your card for free masks');
    expect(text({ seconds: 0 }, now + 100 * hour)).toBe('Back at noon');
    expect(text({ interrupted: true }, now)).toBe('Tap your card for free masks');
  });
});
