import type { CommandOrder, MachineView } from '../../../protocol/http/fleet.ts';
import { maxDisplayBytes } from '../../../protocol/serial/constants.ts';

export type CommandName = CommandOrder['name'];

/** What a person has filled in for a command so far. */
export interface CommandDraft {
  readonly id: string;
  readonly name: CommandName;
  readonly reason: string;
  readonly text: string;
  readonly seconds: number;
  readonly slot: number | null;
}

/** A text on the display is shown this long where nobody says otherwise. */
const usualSeconds = 60;

/** The commands that make sense for a machine as it stands. */
export function commandsFor({ locked }: MachineView): CommandName[] {
  return [locked ? 'unlock' : 'lock', 'display', 'test-vend', 'report', 'restart-bridge', 'reset-dispenser'];
}

/** A fresh draft; `id` makes the order one, however often it is sent. */
export function draftCommand(id: string, name: CommandName, machine: MachineView): CommandDraft {
  const slot = machine.slots.find(({ stock }) => stock === null || stock > 0) ?? machine.slots[0];
  return { id, name, reason: '', text: '', seconds: usualSeconds, slot: slot?.slot ?? null };
}

/** The bytes of UTF-8 that a text takes; a display has `maxDisplayBytes` (serial.md, DISPLAY). */
export function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** What still keeps a command from being sent. */
export type CommandProblem = 'reason' | 'text' | 'tooLong' | 'seconds' | 'slot';
export function problemsOf({ name, reason, text, seconds, slot }: CommandDraft): CommandProblem[] {
  const problems: CommandProblem[] = [];
  if (name === 'display' && text.trim() === '') problems.push('text');
  if (name === 'display' && bytesOf(text) > maxDisplayBytes) problems.push('tooLong');
  if (name === 'display' && !(Number.isInteger(seconds) && seconds >= 0 && seconds <= 255))
    problems.push('seconds');
  if (name === 'test-vend' && slot === null) problems.push('slot');
  if (reason.trim() === '') problems.push('reason');
  return problems;
}

/** The order as it is sent. */
export function orderOf({ id, name, reason, text, seconds, slot }: CommandDraft): CommandOrder {
  const args =
    name === 'display' ? { text, seconds } : name === 'test-vend' && slot !== null ? { slot, qty: 1 } : {};
  return { id, name, args, reason: reason.trim() };
}
