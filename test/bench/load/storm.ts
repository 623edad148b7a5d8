import { randomBytes } from 'node:crypto';
import sodium from 'libsodium-wrappers';
import { connectMachine, type LoadMachine, type Target } from './machine.ts';
import { cardOf, useSealKey } from './words.ts';

/** Machines that come back all at once, each with vends from while it was cut off. */
export interface Storm {
  readonly first: number;
  readonly count: number;
  /** Vends of each machine: two journal entries and a sealed box. */
  readonly vendsEach: number;
  readonly target: Target;
  /** The server's key for the boxes, base64url. */
  readonly sealKey: { readonly key: string; readonly publicKey: string };
}

/** A bridge says a journal message again that was not acknowledged within this (mqtt.md, journal). */
const againMs = 10_000;
/** A connection that was lost is tried again after this. */
const reconnectMs = 1_000;

/** Runs a storm to its end: every entry of every machine is acknowledged. `again`: connections that had to be made twice. */
export async function runStorm(
  storm: Storm,
  onBegin: () => void,
): Promise<{ ms: number; again: number; faults: readonly string[] }> {
  const boxes = await sealAll(storm);
  let again = 0;
  const bring = (at: number) =>
    new Promise<void>((resolve, reject) => {
      const own = boxes[at] ?? [];
      let machine: LoadMachine | undefined;
      let timer: NodeJS.Timeout | undefined;
      let acked = false;
      const deliver = () => {
        machine?.deliver(own);
        timer = setTimeout(deliver, againMs);
      };
      const attempt = () => {
        let lost = false;
        connectMachine(storm.first + at, storm.target, {
          onDecision: () => {},
          onAck() {
            clearTimeout(timer);
            acked = true;
            resolve();
          },
          onFault() {
            // One connection ends with up to two events.
            if (lost || acked) return;
            lost = true;
            again++;
            clearTimeout(timer);
            setTimeout(attempt, reconnectMs);
          },
        }).then((ready) => {
          machine = ready;
          deliver();
        }, reject);
      };
      attempt();
    });

  onBegin();
  const beganAt = performance.now();
  await Promise.all(boxes.map((_, at) => bring(at)));
  return { ms: performance.now() - beganAt, again, faults: [] };
}

/** The boxes of every machine, made before anything is timed: on real machines they lie on the disk. */
async function sealAll({ first, count, vendsEach, sealKey }: Storm): Promise<string[][]> {
  await sodium.ready;
  useSealKey(sealKey.key);
  const publicKey = Buffer.from(sealKey.publicKey, 'base64url');
  return Array.from({ length: count }, (_, at) =>
    Array.from({ length: vendsEach }, (_, vend) => {
      const content = Buffer.alloc(96);
      content.write(`uid:${cardOf(first + at, vend).toUpperCase()}`);
      return Buffer.from(sodium.crypto_box_seal(content, publicKey)).toString('base64url');
    }),
  );
}

/** A key like the server's, for a floor that opens nothing. */
export const anyKey = () => ({ key: 'none', publicKey: randomBytes(32).toString('base64url') });
