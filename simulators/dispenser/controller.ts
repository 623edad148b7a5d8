import { requestByKind } from '../../protocol/serial/catalogue.ts';
import { bootCause, fault, nakCode } from '../../protocol/serial/constants.ts';
import type { Frame } from '../../protocol/serial/frame.ts';
import { type Act, jammedSlots, sense, unjam } from './cabinet.ts';
import { type Memory, nilTxn, recover } from './memory.ts';
import { handleRequest, refuse } from './requests.ts';
import type { Cabinet, ControllerState, Effect, Step } from './state.ts';
import { itemFell, motorHome } from './vend-run.ts';

/** Everything that can happen to a controller under power. ACK and NAK go to the event queue instead. */
export type Input =
  | { readonly on: 'frame'; readonly frame: Frame }
  | { readonly on: 'act'; readonly act: Act }
  /** The two moments of a motor turn. */
  | { readonly on: 'fell' }
  | { readonly on: 'home' };

/**
 * The controller starts: locked, with what its memory tells (serial.md, VEND and LOCK). BOOT comes first; a jam that
 * still stands is reported again, because the report before the loss of power may never have been acknowledged.
 */
export function start(stored: Memory, cabinet: Cabinet, cause: number): Step {
  const memory = recover(stored);
  const { bootCount, serialNo } = memory;
  const state: ControllerState = {
    memory,
    cabinet,
    locked: true,
    tampered: false,
    running: undefined,
    latestTxn: nilTxn,
  };
  const booted: Effect[] = [
    { do: 'store' },
    { do: 'tell', happening: { ev: 'boot', bootCount, cause, serialNo } },
    { do: 'raise', event: { name: 'boot', bootCount, cause } },
  ];
  if (cause === bootCause.reset) {
    const freed = unjam(state, jammedSlots(state));
    return { state: freed.state, effects: [...booted, ...freed.effects] };
  }
  const jams: Effect[] = jammedSlots(state).map((slot) => ({
    do: 'raise',
    event: { name: 'faultRaised', slot, fault: fault.jam },
  }));
  return { state, effects: [...booted, ...jams] };
}

/** The next state and what is to be done. Pure: the shell (board.ts) does it. */
export function next(state: ControllerState, input: Input): Step {
  switch (input.on) {
    case 'frame':
      return receive(state, input.frame);
    case 'act':
      return sense(state, input.act);
    case 'fell':
      return state.running === undefined ? { state, effects: [] } : itemFell(state, state.running);
    case 'home':
      return state.running === undefined ? { state, effects: [] } : motorHome(state, state.running);
  }
}

function receive(state: ControllerState, frame: Frame): Step {
  const name = requestByKind(frame.kind);
  return name === undefined ? refuse(state, frame, nakCode.unknownKind) : handleRequest(state, name, frame);
}
