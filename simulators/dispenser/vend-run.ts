import { fault } from '../../protocol/serial/constants.ts';
import { acceptVend, countItem, endVend, startItem } from './memory.ts';
import type { ControllerState, Effect, Running, Step } from './state.ts';

/** An accepted VEND: on record before the motor turns, and answered before it does. */
export function begin(state: ControllerState, slot: number, txn: string, qty: number, answer: Effect): Step {
  return {
    state: {
      ...state,
      memory: acceptVend(state.memory, slot, txn, qty),
      running: { slot, fallen: false },
      latestTxn: txn,
    },
    effects: [{ do: 'store' }, answer, { do: 'turn' }],
  };
}

/** The moment at which the item of this turn falls, or its sensor sees nothing. */
export function itemFell(state: ControllerState, running: Running): Step {
  const { slot } = running;
  const { blind } = state.cabinet;
  if (blind.includes(slot)) {
    // Without the sensor's word nothing "was dispensed": vendCounter counts items ever dispensed, and mqtt.md reads
    // dispensed 0 as "nothing fell". Going on would empty the slot past a broken sensor, so the vend ends.
    const cabinet = { ...state.cabinet, blind: blind.filter((one) => one !== slot) };
    return end({ ...state, cabinet }, slot, fault.nothingSeen);
  }
  const txn = state.memory.slots[slot]?.last.txn ?? '';
  return {
    state: { ...state, running: { slot, fallen: true } },
    effects: [{ do: 'tell', happening: { ev: 'drop', slot, txn } }],
  };
}

/** The motor is at rest again: the item counts, and the next one starts if nothing stands against it. */
export function motorHome(state: ControllerState, { slot }: Running): Step {
  const counted = { ...state, memory: countItem(state.memory, slot) };
  const held = counted.memory.slots[slot];
  if (held === undefined || held.last.dispensed >= held.last.requested) return end(counted, slot, fault.none);
  if (counted.cabinet.doorOpen) return end(counted, slot, fault.doorOpened);
  if (held.jammed) return end(counted, slot, fault.jam);
  if (held.stock === 0) return end(counted, slot, fault.empty);
  return {
    state: { ...counted, memory: startItem(counted.memory, slot), running: { slot, fallen: false } },
    effects: [{ do: 'store' }, { do: 'turn' }],
  };
}

/** A jam in the running slot holds the item back, unless it had fallen already. */
export function jamDuringVend(state: ControllerState, running: Running | undefined, slot: number): Step {
  if (running === undefined || running.slot !== slot || running.fallen) return { state, effects: [] };
  return end(state, slot, fault.jam);
}

function end(state: ControllerState, slot: number, withFault: number): Step {
  const memory = endVend(state.memory, slot, withFault);
  const held = memory.slots[slot];
  if (held === undefined) return { state, effects: [] };
  const { txn, requested, dispensed } = held.last;
  const outcome = { txn, slot, requested, dispensed, fault: withFault, vendCounter: held.vendCounter };
  const emptied: Effect[] =
    held.stock === 0
      ? [
          { do: 'tell', happening: { ev: 'fault', slot, fault: fault.empty } },
          { do: 'raise', event: { name: 'faultRaised', slot, fault: fault.empty } },
        ]
      : [];
  return {
    state: { ...state, memory, running: undefined },
    effects: [
      { do: 'halt' },
      { do: 'store' },
      { do: 'tell', happening: { ev: 'result', ...outcome } },
      { do: 'raise', event: { name: 'vendResult', ...outcome } },
      ...emptied,
    ],
  };
}
