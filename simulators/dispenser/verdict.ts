import { vendState, vendVerdict } from '../../protocol/serial/constants.ts';
import type { Memory } from './memory.ts';
import type { ControllerState } from './state.ts';

/** A VEND's answer: a verdict, or `mismatch`, a known txn with another slot or qty (NAK 2). */
export type Judgement = number | 'mismatch';

/** The first that applies of 1, 6, 2, 4, 7, 5, 3, 0 (serial.md, VEND verdict). */
export function judgeVend(state: ControllerState, txn: string, slot: number, qty: number): Judgement {
  const knownAt = slotOfTxn(state.memory, txn);
  const held = state.memory.slots[slot];
  if (knownAt !== undefined)
    return knownAt === slot && held?.last.requested === qty ? vendVerdict.known : 'mismatch';
  if (held === undefined) return vendVerdict.noSuchSlot;
  if (state.running !== undefined) return vendVerdict.busy;
  if (state.locked) return vendVerdict.locked;
  if (state.cabinet.doorOpen) return vendVerdict.doorOpen;
  if (held.jammed) return vendVerdict.jammed;
  if (held.stock === 0) return vendVerdict.empty;
  return vendVerdict.accepted;
}

/** The slot whose last vend this txn is. A slot that never vended has no txn, also not the zero one. */
function slotOfTxn(memory: Memory, txn: string): number | undefined {
  const at = memory.slots.findIndex(({ last }) => last.state !== vendState.none && last.txn === txn);
  return at < 0 ? undefined : at;
}
