import { describe, expect, it } from 'vitest';
import { troublesOf } from '../../dashboard/src/machines/troubles.ts';
import type { MachineStatus, MachineView } from '../../protocol/http/fleet.ts';
import { fault } from '../../protocol/serial/constants.ts';
import { statusOf } from '../../server/fleet/status.ts';
import { heldOf, isFaulted } from '../../server/fleet/view.ts';
import { machineView, slotView } from './machine-view.ts';

const since = '2020-05-20T09:00:00.000Z';
const jammed = (slot: number) => slotView({ slot, faults: [fault.jam] });

describe('the reason of a machine’s trouble', () => {
  it.each<[string, Partial<MachineView>, ReturnType<typeof troublesOf>]>([
    ['nothing is the matter', {}, []],
    ['its dispenser does not answer', { line: false }, [{ kind: 'line' }]],
    ['its door is open', { doorOpen: true, doorOpenSince: since }, [{ kind: 'door', since }]],
    ['it is too warm', { faults: [fault.temperature] }, [{ kind: 'fault', fault: fault.temperature }]],
    [
      'one slot of two is jammed',
      { slots: [slotView({}), jammed(1)] },
      [{ kind: 'slotFault', slot: 1, fault: fault.jam }],
    ],
    [
      'four slots are jammed',
      { slots: [0, 1, 2, 3, 4].map((slot) => (slot === 0 ? slotView({}) : jammed(slot))) },
      [{ kind: 'slotsFaulty', n: 4, of: 5 }],
    ],
    [
      'a slot ran empty, which the dispenser calls a fault',
      { slots: [slotView({ stock: 0, faults: [fault.empty] }), slotView({ slot: 1 })] },
      [{ kind: 'slotsEmpty', n: 1, of: 2 }],
    ],
    ['it is empty, which its status says', { slots: [slotView({ stock: 0 })] }, []],
    [
      'all at once, the gravest first',
      { doorOpen: true, doorOpenSince: since, faults: [fault.motor], slots: [jammed(0)] },
      [
        { kind: 'door', since },
        { kind: 'fault', fault: fault.motor },
        { kind: 'slotFault', slot: 0, fault: fault.jam },
      ],
    ],
  ])('%s', (_what, machine, troubles) => {
    expect(troublesOf(machineView(machine))).toEqual(troubles);
  });
});

it('whatever the server calls a fault or an open door, the page has a reason for it', () => {
  const told: Record<string, number> = {};
  for (const line of [true, false])
    for (const doorOpen of [true, false])
      for (const faults of [[], [fault.temperature]])
        for (const slots of [[slotView({})], [jammed(0)], [jammed(0), slotView({ slot: 1, reported: 0 })]]) {
          const status: MachineStatus = statusOf(
            {
              ...{ known: true, online: true, locked: false, attended: false, line },
              ...{ doorOpenForMs: doorOpen ? 1 : undefined, faulted: faults.length > 0 },
              slots: slots.map((slot) => ({
                ...{ held: heldOf(slot), par: slot.par, faulted: isFaulted(slot), emptyAtMs: undefined },
              })),
            },
            0,
          );
          const doorOpenSince = doorOpen ? since : null;
          const machine = machineView({ status, line, doorOpen, doorOpenSince, faults, slots });
          told[status] = (told[status] ?? 0) + 1;
          if (status === 'fault' || status === 'open') expect(troublesOf(machine)).not.toEqual([]);
        }
  expect(told).toMatchObject({ fault: expect.any(Number), open: expect.any(Number), ok: 1 });
});
