/** What people and mishaps do to the dispenser, as lines of text on stdin. */

import type { Controller } from './controller.ts';
import { BootCause, EventKind, READERS, SCHEMES } from './kinds.ts';
import type { Cabinet } from './motor.ts';
import type { Report } from './report.ts';

const MAX_ID = 64;

export interface Machine {
  readonly controller: Controller | undefined;
  readonly cabinet: Cabinet;
  readonly slotCount: number;
  powerOn(cause: number): void;
  powerOff(): void;
  reportStatus(): void;
  quit(): void;
}

export function obey(line: string, machine: Machine, report: Report): void {
  const words = line.trim().split(/\s+/);
  const complaint = act(words[0] ?? '', words.slice(1), machine);
  if (complaint !== undefined) report({ ev: 'error', line, complaint });
}

/** Returns a complaint where the line makes no sense. */
function act(verb: string, args: readonly string[], machine: Machine): string | undefined {
  switch (verb) {
    case '':
      return undefined;
    case 'card':
      return card(args, machine);
    case 'select':
      return withSlot(args, machine, (slot) =>
        machine.controller?.raise(EventKind.select, Buffer.from([slot])),
      );
    case 'jam':
      return withSlot(args, machine, (slot) => machine.controller?.jam(slot));
    case 'miss':
      return withSlot(args, machine, (slot) => machine.cabinet.missNext.add(slot));
    case 'door':
      return door(args, machine);
    case 'power':
      return power(args, machine);
    case 'claim':
      machine.controller?.claim();
      return undefined;
    case 'status':
      machine.reportStatus();
      return undefined;
    case 'quit':
      machine.quit();
      return undefined;
    default:
      return 'unknown command';
  }
}

function withSlot(
  args: readonly string[],
  machine: Machine,
  use: (slot: number) => void,
): string | undefined {
  const slot = Number(args[0]);
  if (!Number.isInteger(slot) || slot < 0 || slot >= machine.slotCount) return 'no such slot';
  use(slot);
  return undefined;
}

function card(args: readonly string[], machine: Machine): string | undefined {
  const [schemeName = '', id = '', readerName = 'tap'] = args;
  const scheme = (SCHEMES as readonly string[]).indexOf(schemeName);
  const reader = (READERS as readonly string[]).indexOf(readerName);
  const idBytes = Buffer.from(id, 'utf8');
  if (scheme < 0 || reader < 0) return 'no such scheme or reader';
  if (idBytes.length < 1 || idBytes.length > MAX_ID) return 'an id has 1 to 64 bytes';
  machine.controller?.raise(EventKind.card, Buffer.concat([Buffer.from([reader, scheme]), idBytes]));
  return undefined;
}

function door(args: readonly string[], machine: Machine): string | undefined {
  if (args[0] !== 'open' && args[0] !== 'close') return 'door open|close';
  const open = args[0] === 'open';
  if (machine.cabinet.doorOpen === open) return undefined;
  machine.cabinet.doorOpen = open;
  machine.controller?.doorMoved(open);
  return undefined;
}

function power(args: readonly string[], machine: Machine): string | undefined {
  if (args[0] === 'off') machine.powerOff();
  else if (args[0] === 'on') machine.powerOn(BootCause.power);
  else return 'power on|off';
  return undefined;
}
