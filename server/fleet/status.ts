import type { MachineStatus } from '../../protocol/http/fleet.ts';

/** A slot that holds less than this share of its par runs low. */
export const lowShare = 0.2;
/** So does one that is expected to be empty within this time: what a restocker needs to come. */
export const lowWithinMs = 2 * 3_600_000;

/** A door is open for as long as a restocker works; longer than this nobody works there, and it gives nothing. */
export const longOpenMs = 30 * 60_000;
/** The same where somebody looks after the machine: a repair takes its time. */
export const attendedOpenMs = 2 * 3_600_000;

/** What of a slot bears on its machine's status. `held`: items, by the machine or else the ledger; null: unknown. */
export interface SlotFacts {
  readonly held: number | null;
  readonly par: number;
  /** A fault of its own stands, other than being empty. */
  readonly faulted: boolean;
  readonly emptyAtMs: number | undefined;
}

/** What of a machine bears on its status. */
export interface MachineFacts {
  /** It has told its state at least once. */
  readonly known: boolean;
  readonly online: boolean;
  readonly line: boolean;
  /** How long its door has stood open; undefined: it is shut. */
  readonly doorOpenForMs: number | undefined;
  /** Somebody was named to look after it. */
  readonly attended: boolean;
  /** A fault of the whole machine stands. */
  readonly faulted: boolean;
  /** By the centre, by a command or in quarantine. */
  readonly locked: boolean;
  readonly slots: readonly SlotFacts[];
}

/** How a machine stands; the first that applies (MachineStatus, in protocol/http/fleet.ts). */
export function statusOf(machine: MachineFacts, nowMs: number): MachineStatus {
  if (!machine.known) return 'unknown';
  if (!machine.online) return 'offline';
  if (!machine.line || machine.faulted || isLeftOpen(machine)) return 'fault';
  if (machine.doorOpenForMs !== undefined) return 'open';
  const stocked = machine.slots.filter(({ held }) => held !== null && held > 0);
  if (stocked.length > 0 && stocked.every(({ faulted }) => faulted)) return 'fault';
  const counted = machine.slots.filter(({ held }) => held !== null);
  if (counted.length > 0 && stocked.length === 0) return 'empty';
  if (machine.locked) return 'locked';
  return counted.some((slot) => isLow(slot, nowMs)) ? 'low' : 'ok';
}

function isLeftOpen({ doorOpenForMs = 0, attended }: MachineFacts): boolean {
  return doorOpenForMs > (attended ? attendedOpenMs : longOpenMs);
}

/** A slot with a fault of its own is not short of stock: what is the matter with it is told beside the status. */
function isLow({ held, par, emptyAtMs }: SlotFacts, nowMs: number): boolean {
  const soon = emptyAtMs !== undefined && emptyAtMs - nowMs <= lowWithinMs;
  return soon || (held ?? 0) === 0 || (held ?? 0) < par * lowShare;
}
