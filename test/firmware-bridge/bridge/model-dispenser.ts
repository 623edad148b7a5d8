import type { Duplex } from 'node:stream';
import { requests } from '../../../protocol/serial/catalogue.ts';
import { decodePayload, encodePayload } from '../../../protocol/serial/layout.ts';
import { card } from '../../../protocol/serial/messages/card.ts';
import { claim } from '../../../protocol/serial/messages/claim.ts';
import { vendResult } from '../../../protocol/serial/messages/vend-result.ts';
import { duplexPair } from '../../support/duplex-pair.ts';
import { createFarEnd, type FarEnd, helloAnswer } from '../../support/far-end.ts';

const noTxn = '00000000-0000-0000-0000-000000000000';

/** What a dispenser of one slot keeps without power. */
export interface DispenserMemory {
  product: number;
  stock: number;
  capacity: number;
  vendCounter: number;
  last: { txn: string; state: number; requested: number; dispensed: number; fault: number };
  /** Texts that were shown, newest last. */
  shown: string[];
  /** Every VEND that was accepted. */
  accepted: string[];
}

export function dispenserMemory(): DispenserMemory {
  const last = { txn: noTxn, state: 0, requested: 0, dispensed: 0, fault: 0 };
  return { product: 1, stock: 20, capacity: 50, vendCounter: 7, last, shown: [], accepted: [] };
}

export interface ModelDispenser {
  readonly near: Duplex;
  readonly far: FarEnd;
  tap(id: string): void;
  /** Somebody says that nothing came out of the last vend. */
  claim(): void;
  /** Lets the accepted vend's item fall, and says so until acknowledged when `tell`. */
  drop(tell: boolean): void;
}

/** A dispenser over `memory`. `hears`: whether VEND reaches it at all. An accepted vend waits for {@link ModelDispenser.drop}. */
export function modelDispenser(memory: DispenserMemory, hears = true): ModelDispenser {
  const [near, end] = duplexPair();
  const far = createFarEnd(end);
  let seq = 0;
  far.answers.set('hello', (frame) => far.respond(frame, helloAnswer));
  far.answers.set('status', (frame) => {
    const { product, stock, capacity, vendCounter } = memory;
    far.respond(frame, { flags: 0, slots: [{ product, stock, capacity, vendCounter }] });
  });
  far.answers.set('lastVend', (frame) =>
    far.respond(frame, { ...memory.last, vendCounter: memory.vendCounter }),
  );
  far.answers.set('lock', (frame) => far.respond(frame, {}));
  far.answers.set('display', (frame) => {
    memory.shown.push(decodePayload(requests.display.request, frame.payload)?.text ?? '');
    far.respond(frame, {});
  });
  far.answers.set('vend', (frame) => {
    const asked = decodePayload(requests.vend.request, frame.payload);
    if (!hears || asked === undefined) return;
    const isKnown = memory.last.txn === asked.txn;
    if (!isKnown) {
      memory.last = { txn: asked.txn, state: 1, requested: asked.qty, dispensed: 0, fault: 0 };
      memory.accepted.push(asked.txn);
    }
    far.respond(frame, { txn: asked.txn, verdict: isKnown ? 1 : 0 });
  });
  return {
    near,
    far,
    tap: (id) =>
      far.send({
        kind: card.kind,
        seq: seq++,
        payload: encodePayload(card.payload, { entry: 'tap', scheme: 'uid', id }),
      }),
    claim: () =>
      far.send({
        kind: claim.kind,
        seq: seq++,
        payload: encodePayload(claim.payload, { txn: memory.last.txn }),
      }),
    drop(tell) {
      memory.stock--;
      memory.vendCounter = (memory.vendCounter + 1) >>> 0;
      memory.last = { ...memory.last, state: 2, dispensed: 1 };
      const { vendCounter, last } = memory;
      const { txn, requested, dispensed, fault } = last;
      const payload = encodePayload(vendResult.payload, {
        txn,
        slot: 0,
        requested,
        dispensed,
        fault,
        vendCounter,
      });
      if (tell) far.send({ kind: vendResult.kind, seq: seq++, payload });
    },
  };
}
