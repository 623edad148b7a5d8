import { type DispenserEvent, eventByKind, events } from '../../protocol/serial/catalogue.ts';
import { nakCode } from '../../protocol/serial/constants.ts';
import type { Frame } from '../../protocol/serial/frame.ts';
import { decodePayload, encodePayload, type Layout } from '../../protocol/serial/layout.ts';
import { ack, nak } from '../../protocol/serial/messages/ack-nak.ts';

/** Acts on an event. The ACK goes out when it resolves; when it rejects, the next repeat is acted on again. */
export type EventHandler = (event: DispenserEvent) => Promise<void>;

export interface EventReceiver {
  take(frame: Frame): void;
  /** A boot with this count was noticed: seqs of an earlier one mean nothing now. */
  forget(bootCount: number): void;
}

/** Takes each event once, and answers its repeats (serial.md, Events). */
export function createEventReceiver(handle: EventHandler, send: (frame: Frame) => void): EventReceiver {
  interface Taken {
    readonly frame: Frame;
    done: boolean;
  }
  let last: Taken | undefined;

  function isRepeat(frame: Frame): boolean {
    if (last === undefined || last.frame.seq !== frame.seq) return false;
    // A new boot starts its seqs anew: BOOT is only a repeat of the very same BOOT.
    return frame.kind !== events.boot.kind || sameFrame(last.frame, frame);
  }

  async function act(taken: Taken, event: DispenserEvent): Promise<void> {
    try {
      await handle(event);
    } catch {
      if (last === taken) last = undefined;
      return;
    }
    taken.done = true;
    // Where a BOOT came in between, this seq belongs to the new boot, and its ACK would end another event.
    if (last === taken) send({ kind: ack.kind, seq: taken.frame.seq, payload: new Uint8Array() });
  }

  function refuse(frame: Frame, code: number): void {
    send({ kind: nak.kind, seq: frame.seq, payload: encodePayload(nak.payload, { code }) });
  }

  return {
    forget(bootCount) {
      const boot = last?.frame.kind === events.boot.kind ? last.frame : undefined;
      // That boot's own BOOT may be on its way to the disk: it is not acted on twice.
      if (boot === undefined || decodePayload(events.boot.payload, boot.payload)?.bootCount !== bootCount)
        last = undefined;
    },
    take(frame) {
      const name = eventByKind(frame.kind);
      if (name === undefined) return refuse(frame, nakCode.unknownKind);
      const layout = events[name].payload as Layout<object>;
      const value = decodePayload(layout, frame.payload);
      if (value === undefined) return refuse(frame, nakCode.badPayload);
      if (isRepeat(frame)) {
        // While the handler still runs nothing is answered: VEND_RESULT waits for the disk.
        if (last?.done) send({ kind: ack.kind, seq: frame.seq, payload: new Uint8Array() });
        return;
      }
      last = { frame, done: false };
      void act(last, { name, ...value } as DispenserEvent);
    },
  };
}

function sameFrame(a: Frame, b: Frame): boolean {
  return a.kind === b.kind && Buffer.compare(a.payload, b.payload) === 0;
}
