import type { DisplayKey } from '../../protocol/display/catalogue.ts';
import { isTimeZone } from '../../protocol/display/text.ts';
import type { Desired } from '../../protocol/mqtt/messages/desired.ts';
import { statusFlag } from '../../protocol/serial/constants.ts';
import { hasFlag, isUsable, type Picture } from '../serial/picture.ts';
import type { Choice, SessionView, Shown } from './states.ts';
import { products } from './steps.ts';

/** The facts of a machine from which a session's view is made. */
export interface MachineFacts {
  readonly picture: Picture;
  readonly desired: Desired | undefined;
  readonly lockedByCommand: boolean;
  /** The journal takes entries of vends, and no vend is open. */
  readonly canBegin: boolean;
  /** The journal on disk is damaged: nothing can be vended before a person has looked. */
  readonly journalBroken: boolean;
  /** It holds all that it may before the server has acknowledged some of it. */
  readonly journalFull: boolean;
  readonly online: boolean;
  /** Pieces that a card may have from a machine that works without its server; undefined while it has one. */
  readonly offlineRoom: number | undefined;
}

/** Locked by `desired` or by a command (mqtt.md, desired). */
export function isLocked({ desired, lockedByCommand }: Pick<MachineFacts, 'desired' | 'lockedByCommand'>) {
  return lockedByCommand || desired?.locked === true;
}

/** The zone in which a citizen reads dates: the city's own, as the board's may be set to anything. */
export function timeZoneOf(desired: Desired | undefined, otherwise: string): string {
  const zone = desired?.timeZone;
  return zone !== undefined && isTimeZone(zone) ? zone : otherwise;
}

/** The slots that may be vended: named by `desired`, there in the dispenser, their product known. */
export function choicesOf({ picture, desired }: MachineFacts): readonly Choice[] {
  return (desired?.slots ?? []).flatMap(({ slot, product }) => {
    const known = desired?.products.find((one) => one.product === product);
    const held = picture.slots[slot];
    // A slot that still holds another product's code waits for its SET_STOCK.
    if (known === undefined || held === undefined || held.product !== known.code) return [];
    const { name, pieces } = known;
    return [{ slot, product, name, pieces, stock: held.stock, usable: isUsable(picture, slot) }];
  });
}

/** A slot that `desired` names still has to be told its product. */
function awaitsSlots({ picture, desired }: MachineFacts): boolean {
  return desired?.slots.some(({ slot }) => picture.slots[slot] !== undefined) ?? false;
}

/** Why nothing can be vended now; undefined where something can. */
export function closedBy(facts: MachineFacts): SessionView['closed'] {
  if (isLocked(facts)) return 'locked';
  // Before `starting`: a start from a damaged journal may never end.
  if (facts.journalBroken) return 'outOfOrder';
  if (!facts.picture.ready || facts.desired === undefined) return 'starting';
  if (choicesOf(facts).length === 0 && awaitsSlots(facts)) return 'starting';
  if (hasFlag(facts.picture, statusFlag.doorOpen)) return 'outOfOrder';
  if (facts.journalFull) return 'waitingForNetwork';
  return facts.canBegin ? undefined : 'outOfOrder';
}

/** What stands on the display while nobody is there. */
export function idleKey(facts: MachineFacts): DisplayKey {
  const closed = closedBy(facts);
  if (closed !== undefined) return closed;
  const kinds = products(choicesOf(facts));
  if (kinds.length === 0) return 'no-policy';
  if (kinds.every((choice) => choice.stock === 0)) return 'no-stock';
  if (!kinds.some((choice) => choice.usable)) return 'outOfOrder';
  return kinds.length > 1 ? 'idleChoice' : 'idle';
}

/** The same with what it says: a machine without its server tells what a card may have of it (mqtt.md, desired.offline). */
export function idleShown(facts: MachineFacts): Shown {
  const key = idleKey(facts);
  const { offlineRoom } = facts;
  if (offlineRoom === undefined || (key !== 'idle' && key !== 'idleChoice')) return { key };
  const given = choicesOf(facts).filter(({ usable, stock }) => usable && stock > 0);
  const pieces = Math.max(...given.map((one) => Math.floor(offlineRoom / one.pieces) * one.pieces));
  if (pieces <= 0) return { key: 'offlineRefused' };
  return { key: key === 'idle' ? 'offlineIdle' : 'offlineIdleChoice', values: { pieces } };
}
