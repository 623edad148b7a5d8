import { fault, vendState } from '../../protocol/serial/constants.ts';
import type { LastVend } from '../serial/picture.ts';

/** A `vend.started` that no entry has ended yet. */
export interface OpenVend {
  readonly txn: string;
  readonly slot: number;
  readonly product: string;
  readonly requested: number;
  /** The slot's counter when it was started. */
  readonly vendCounter: number;
  /** The dispenser that it was started on; empty where the journal does not know. */
  readonly serialNo: string;
  readonly authority: 'online' | 'offline' | 'staff';
}

/** How a vend ended, or that it has not yet. */
export type Outcome =
  | {
      readonly kind: 'completed';
      readonly dispensed: number;
      readonly fault: number;
      readonly vendCounter: number;
      readonly assumed: boolean;
    }
  | { readonly kind: 'cancelled'; readonly reason: string }
  | { readonly kind: 'wait' };

/** `dispensed` of an entry is one byte, as it is on the line. */
const maxDispensed = 0xff;
/** Counter differences beyond half of the range are a counter that went back. */
const halfRange = 2 ** 31;

/**
 * What an answer to LAST_VEND says of an open vend (mqtt.md, journal: "After silence on the line …"). `last` is of
 * the vend's slot (undefined: the dispenser has no such slot), `counter` the slot's own counter now.
 */
export function settleVend(
  open: OpenVend,
  now: { serialNo: string; last: LastVend | undefined; counter: number },
): Outcome {
  const { last } = now;
  if (last !== undefined && last.txn === open.txn && last.state !== vendState.none) {
    if (last.state === vendState.running) return { kind: 'wait' };
    const { dispensed, fault: number, vendCounter } = last;
    return { kind: 'completed', dispensed, fault: number, vendCounter, assumed: false };
  }
  const growth = (now.counter - open.vendCounter) >>> 0;
  const replaced = last === undefined || (open.serialNo !== '' && open.serialNo !== now.serialNo);
  if (replaced || growth >= halfRange) {
    return {
      kind: 'completed',
      dispensed: open.requested,
      fault: fault.none,
      vendCounter: now.counter,
      assumed: true,
    };
  }
  if (growth === 0) return { kind: 'cancelled', reason: 'not-dispensed' };
  const short = growth < open.requested;
  return {
    kind: 'completed',
    dispensed: Math.min(growth, maxDispensed),
    fault: short ? fault.powerLost : fault.none,
    vendCounter: now.counter,
    assumed: false,
  };
}
