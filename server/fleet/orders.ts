import type { CommandView } from '../../protocol/http/fleet.ts';
import type { Command, CommandName } from '../../protocol/mqtt/messages/command.ts';
import type { AuditStore } from '../audit/audit-store.ts';
import { type CommandStore, commandView, type KeptCommand } from './command-store.ts';
import type { MachineStore } from './machine-store.ts';
import { maxOpenCommands, validMs } from './order-rules.ts';

/** An order whose arguments were read. `validMs`: where left out, what its name has. */
export interface Order {
  readonly id: string;
  readonly machine: string;
  readonly name: CommandName;
  readonly args: object;
  readonly reason: string;
  readonly validMs?: number;
  /** The act that it belongs to is written down by itself. */
  readonly unaudited?: true;
}

/** Who orders, and when: on the server's clock, and by people's. */
export interface Given {
  readonly actor: string;
  readonly nowMs: number;
  readonly wallMs: number;
}

/** What became of an order; a refusal changed nothing. */
export type OrderOutcome =
  | { readonly given: true; readonly command: CommandView }
  | { readonly given: false; readonly code: 'MACHINE_UNKNOWN' | 'COMMAND_DIFFERS' | 'TOO_MANY_WAITING' };

/** Gives people's orders to machines, in the caller's database transaction, each id once. */
export function createOrders(deps: { commands: CommandStore; machines: MachineStore; audit: AuditStore }) {
  const { commands, machines, audit } = deps;

  return (order: Order, { actor, nowMs, wallMs }: Given): OrderOutcome => {
    const { machine, name, args, reason } = order;
    const id = order.id.toLowerCase();
    const found = machines.find(machine);
    if (found === undefined || found.revokedAtMs !== null) return { given: false, code: 'MACHINE_UNKNOWN' };
    const known = commands.find(id);
    if (known !== undefined)
      return isSame(known, order)
        ? { given: true, command: commandView(known, wallMs) }
        : { given: false, code: 'COMMAND_DIFFERS' };
    commands.supersede(machine, wallMs, nowMs, (open) => takesPlaceOf(order, open));
    if (commands.open(machine, wallMs).length >= maxOpenCommands)
      return { given: false, code: 'TOO_MANY_WAITING' };
    // `desired` and the command say the same, so that the machine is locked by the one rule (mqtt.md, desired).
    if (name === 'lock' || name === 'unlock') machines.setLocked(machine, name === 'lock');
    const expiresAtMs = wallMs + (order.validMs ?? validMs[name]);
    commands.add({
      ...{ id, machine, name, args, reason, actor },
      ...{ createdAtMs: wallMs, atMs: nowMs, expiresAtMs },
    });
    const detail = { command: id, reason, args: JSON.stringify(args) };
    if (!order.unaudited) audit.add(wallMs, { actor, action: `command-${name}`, subject: machine, detail });
    return { given: true, command: commandView(commands.find(id) as KeptCommand, wallMs) };
  };
}
export type Orders = ReturnType<typeof createOrders>;

function isSame(known: KeptCommand, { machine, name, args, reason }: Order): boolean {
  const content = (some: object) => JSON.stringify(Object.entries(some).sort());
  return (
    known.machine === machine &&
    known.name === name &&
    known.reason === reason &&
    content(JSON.parse(known.args) as object) === content(args)
  );
}

/** Of locks and unlocks, and of stocks of one slot, only the last order counts: an earlier one that comes later would undo it. */
function takesPlaceOf({ name, args }: Order, open: Command): boolean {
  const locks: readonly string[] = ['lock', 'unlock'];
  if (locks.includes(name)) return locks.includes(open.name);
  if (name !== 'set-stock' || open.name !== 'set-stock') return false;
  return (args as { slot: number }).slot === (open.args as { slot: number }).slot;
}
