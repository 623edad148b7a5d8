import type { CommandView } from '../../../protocol/http/fleet.ts';

/** The reason that the server itself gives to what a visit orders (server/restock/setting.ts). */
export const visitReason = 'visit';

/** Commands that are told as one: the newest of them, and the slots of all. */
export interface CommandGroup {
  readonly command: CommandView;
  /** From 0, in their order; none where the command is about no slot. */
  readonly slots: readonly number[];
}

/** A visit's orders go out together. */
const togetherMs = 60_000;

/**
 * Puts the stocks that one visit set together, as long as they have come equally far: ten slots of a visit would hide
 * what people ordered. `commands`: the newest first.
 */
export function groupsOf(commands: readonly CommandView[]): CommandGroup[] {
  const groups: { command: CommandView; slots: number[] }[] = [];
  for (const command of commands) {
    const slot = (command.args as { slot?: number }).slot;
    const last = groups.at(-1);
    if (last !== undefined && slot !== undefined && isOneVisit(last.command, command))
      last.slots = [...last.slots, slot].sort((a, b) => a - b);
    else groups.push({ command, slots: slot === undefined ? [] : [slot] });
  }
  return groups;
}

function isOneVisit(a: CommandView, b: CommandView): boolean {
  const alike = (['name', 'reason', 'actor', 'state', 'code', 'detail'] as const).every(
    (field) => a[field] === b[field],
  );
  const apartMs = Math.abs(Date.parse(a.createdAt) - Date.parse(b.createdAt));
  return alike && a.name === 'set-stock' && a.reason === visitReason && apartMs < togetherMs;
}
