import type { ResponseOf } from '../../protocol/serial/catalogue.ts';
import { fault, maxSlots, statusFlag } from '../../protocol/serial/constants.ts';

export type Hello = ResponseOf<'hello'>;
export type Status = ResponseOf<'status'>;
export type LastVend = ResponseOf<'lastVend'>;

/** A slot as the dispenser last told it. Stock and capacity in items; `product` is a product code, 0 is none. */
export interface SlotPicture {
  readonly product: number;
  readonly stock: number;
  readonly capacity: number;
  readonly vendCounter: number;
}

/** A fault that stands; without a slot it is the whole machine's. */
export interface StandingFault {
  readonly slot?: number;
  readonly fault: number;
}

/** What is known of the dispenser right now; a plain value that is replaced, never changed. */
export interface Picture {
  /** The line answers. */
  readonly line: boolean;
  /** The bring-up is through: vends may begin. */
  readonly ready: boolean;
  readonly serialNo: string;
  readonly firmware: string;
  readonly bootCount: number;
  readonly flags: number;
  readonly slots: readonly SlotPicture[];
  readonly faults: readonly StandingFault[];
}

/** Before the dispenser has spoken; faults come from the journal, because no request asks for them. */
export function unknownPicture(faults: readonly StandingFault[]): Picture {
  return { line: false, ready: false, serialNo: '', firmware: '', bootCount: 0, flags: 0, slots: [], faults };
}

/**
 * What STATUS tells: flags and slots are replaced, and a jam or an emptiness that no longer stands is forgotten
 * (serial.md, flags and stock).
 */
export function withStatus(picture: Picture, status: Status): Picture {
  // The flag is the sum of all slots' jams: without it a CLEARED was missed. So was one of a slot that holds something.
  const jammed = (status.flags & statusFlag.jam) !== 0;
  const stands = ({ fault: number, slot }: StandingFault) =>
    number === fault.jam
      ? jammed
      : number !== fault.empty || slot === undefined || status.slots[slot]?.stock === 0;
  const faults = picture.faults.filter(stands);
  return { ...picture, flags: status.flags, slots: status.slots, faults };
}

/** What a VEND_RESULT changes: the slot's counter, and its stock by one an item (serial.md, Requests). */
export function withResult(picture: Picture, slot: number, vendCounter: number): Picture {
  const slots = picture.slots.map((one, index) => {
    if (index !== slot) return one;
    const grown = (vendCounter - one.vendCounter) >>> 0;
    return { ...one, vendCounter, stock: Math.max(0, one.stock - grown) };
  });
  return { ...picture, slots };
}

/** The slot that a FAULT or CLEARED is about; undefined for the whole machine (255 on the line), and for a slot that no machine has. */
export function slotOfFault(slot: number): number | undefined {
  return slot < maxSlots ? slot : undefined;
}

/** FAULT and CLEARED: `slot` as on the line, `number` serial.md's fault; a fault stands once, however often it is said. */
export function withFault(picture: Picture, slot: number, number: number, raised: boolean): Picture {
  const where = slotOfFault(slot);
  const others = picture.faults.filter((one) => one.slot !== where || one.fault !== number);
  const standing: StandingFault = where === undefined ? { fault: number } : { slot: where, fault: number };
  return { ...picture, faults: raised ? [...others, standing] : others };
}

/** DOOR, known before the next STATUS tells it. */
export function withDoor(picture: Picture, open: boolean): Picture {
  const flags = open ? picture.flags | statusFlag.doorOpen : picture.flags & ~statusFlag.doorOpen;
  return { ...picture, flags };
}

/** Whether a bit of STATUS `flags` is set ({@link statusFlag}). */
export function hasFlag(picture: Picture, bit: number): boolean {
  return (picture.flags & bit) !== 0;
}

/**
 * Faults that keep a slot from giving anything until they are CLEARED. The others tell how one vend ended: a dispenser
 * may report them as a FAULT and has nothing to clear; what stands in the way then is in STATUS (stock, door).
 */
const lasting: readonly number[] = [fault.jam, fault.motor, fault.temperature];

/** Whether a slot can give something now: it holds items and no lasting fault of its own stands. */
export function isUsable(picture: Picture, slot: number): boolean {
  const stock = picture.slots[slot]?.stock ?? 0;
  return stock > 0 && !picture.faults.some((one) => one.slot === slot && lasting.includes(one.fault));
}
