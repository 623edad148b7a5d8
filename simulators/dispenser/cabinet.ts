import type { DispenserEvent } from '../../protocol/serial/catalogue.ts';
import type { Entry, Scheme } from '../../protocol/serial/constants.ts';
import { fault } from '../../protocol/serial/constants.ts';
import type { Happening } from './happenings.ts';
import { withSlot } from './memory.ts';
import type { Cabinet, ControllerState, Effect, Step } from './state.ts';
import { jamDuringVend } from './vend-run.ts';

/** What people and things do to the machine. */
export type Act =
  | { readonly act: 'card'; readonly scheme: Scheme; readonly id: string; readonly entry: Entry }
  | { readonly act: 'select'; readonly slot: number }
  | { readonly act: 'door'; readonly open: boolean }
  | { readonly act: 'jam' | 'clear' | 'miss'; readonly slot: number }
  | { readonly act: 'tamper'; readonly kind: number }
  | { readonly act: 'claim' };

/** What an act changes while the controller has no power. */
export function actUpon(cabinet: Cabinet, act: Act): Cabinet {
  if (act.act === 'door') return { ...cabinet, doorOpen: act.open };
  if (act.act === 'miss' && !cabinet.blind.includes(act.slot))
    return { ...cabinet, blind: [...cabinet.blind, act.slot] };
  return cabinet;
}

/** What a controller under power makes of an act. */
export function sense(before: ControllerState, act: Act): Step {
  const state = { ...before, cabinet: actUpon(before.cabinet, act) };
  switch (act.act) {
    case 'card': {
      const { scheme, id, entry } = act;
      return reported(state, { ev: 'card', scheme, entry }, { name: 'card', entry, scheme, id });
    }
    case 'select':
      return reported(state, { ev: 'select', slot: act.slot }, { name: 'select', slot: act.slot });
    case 'door':
      return before.cabinet.doorOpen === act.open ? still(state) : doorMoved(state, act.open);
    case 'jam':
      return jam(state, act.slot);
    case 'clear':
      return unjam(state, [act.slot]);
    case 'miss':
      return { state, effects: [{ do: 'tell', happening: { ev: 'miss', slot: act.slot } }] };
    case 'tamper': {
      const { kind } = act;
      return reported({ ...state, tampered: true }, { ev: 'tamper', kind }, { name: 'tamper', kind });
    }
    case 'claim': {
      const txn = state.latestTxn;
      return reported(state, { ev: 'claim', txn }, { name: 'claim', txn });
    }
  }
}

/** Slots whose jam stands. */
export function jammedSlots(state: ControllerState): number[] {
  return state.memory.slots.flatMap(({ jammed }, slot) => (jammed ? [slot] : []));
}

/** Takes the jam out of these slots (serial.md: by opening and closing the door, or by RESET). */
export function unjam(before: ControllerState, slots: readonly number[]): Step {
  const freed = jammedSlots(before).filter((slot) => slots.includes(slot));
  const memory = freed.reduce((held, slot) => withSlot(held, slot, { jammed: false }), before.memory);
  const told = freed.flatMap((slot) =>
    reports({ ev: 'cleared', slot, fault: fault.jam }, { name: 'cleared', slot, fault: fault.jam }),
  );
  const effects: Effect[] = freed.length === 0 ? [] : [{ do: 'store' }, ...told];
  return { state: { ...before, memory }, effects };
}

function doorMoved(state: ControllerState, open: boolean): Step {
  const moved = reports({ ev: 'door', open }, { name: 'door', open });
  const freed = open ? still(state) : unjam(state, jammedSlots(state));
  return { state: freed.state, effects: [...moved, ...freed.effects] };
}

function jam(before: ControllerState, slot: number): Step {
  if (before.memory.slots[slot]?.jammed !== false) return still(before);
  const state = { ...before, memory: withSlot(before.memory, slot, { jammed: true }) };
  const told = reports(
    { ev: 'fault', slot, fault: fault.jam },
    { name: 'faultRaised', slot, fault: fault.jam },
  );
  const ended = jamDuringVend(state, state.running, slot);
  return { state: ended.state, effects: [{ do: 'store' }, ...told, ...ended.effects] };
}

function reported(state: ControllerState, happening: Happening, event: DispenserEvent): Step {
  return { state, effects: reports(happening, event) };
}

function reports(happening: Happening, event: DispenserEvent): Effect[] {
  return [
    { do: 'tell', happening },
    { do: 'raise', event },
  ];
}

function still(state: ControllerState): Step {
  return { state, effects: [] };
}
