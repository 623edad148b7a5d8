import { connectMachine, type LoadMachine, type Target } from './machine.ts';
import { type Quantiles, quantilesOf } from './quantiles.ts';

/** Handshakes under way at once while machines are connected at leisure. */
const connectingAtOnce = 100;

/** One machine, and who is told of its next decision and ack. */
interface Seat {
  readonly machine: LoadMachine;
  onDecision: () => void;
  onAck: () => void;
}

/** Machines from number `first` on, connected. */
export interface Load {
  readonly faults: string[];
  /** Each machine vends again as soon as its vend is acknowledged. Calls `onWindow` after the warm-up. */
  closed(warmMs: number, windowMs: number, onWindow: () => void): Promise<{ cycles: number; ms: number }>;
  /**
   * Vends at a steady rate, for `forMs` or until halted, whatever the answers take; waits are counted from the planned
   * time of each.
   */
  steady(perSecond: number, forMs: number): Promise<Quantiles>;
  /** Ends a steady load before its time. */
  halt(): void;
  close(): void;
}

/** Connects `count` machines. */
export async function connectLoad(first: number, count: number, target: Target): Promise<Load> {
  const faults: string[] = [];
  const seats: Seat[] = [];
  const connectOne = async (number: number) => {
    const nothing = () => {};
    const seat: { onDecision: () => void; onAck: () => void } = { onDecision: nothing, onAck: nothing };
    const machine = await connectMachine(number, target, {
      onDecision: () => seat.onDecision(),
      onAck: () => seat.onAck(),
      onFault: (what) => faults.push(what),
    });
    seats.push(Object.assign(seat, { machine }));
  };
  for (let at = 0; at < count; at += connectingAtOnce) {
    const some = Math.min(connectingAtOnce, count - at);
    await Promise.all(Array.from({ length: some }, (_, n) => connectOne(first + at + n)));
  }

  let halted = false;

  return {
    faults,
    async closed(warmMs, windowMs, onWindow) {
      let cycles = 0;
      let ending = false;
      for (const seat of seats) {
        seat.onAck = () => {
          cycles++;
          if (!ending) seat.machine.vend();
        };
        seat.machine.vend();
      }
      await pause(warmMs);
      onWindow();
      const [before, beganAt] = [cycles, performance.now()];
      await pause(windowMs);
      const counted = { cycles: cycles - before, ms: performance.now() - beganAt };
      ending = true;
      await quiet(() => cycles);
      return counted;
    },

    async steady(perSecond, forMs) {
      const waits: number[] = [];
      const idle = [...seats];
      let planned = Math.floor((perSecond * forMs) / 1000);
      halted = false;
      const beganAt = performance.now();
      const plan = (n: number) => beganAt + (n * 1000) / perSecond;
      let [asked, acked] = [0, 0];
      await new Promise<void>((resolve) => {
        const tick = () => {
          if (halted) planned = asked;
          // Whoever is late asks at once: its wait has begun at the planned time.
          while (asked < planned && plan(asked) <= performance.now()) {
            const seat = idle.shift();
            // All are busy: the plan's next one waits for the first that comes free, and its wait goes on.
            if (seat === undefined) break;
            const due = plan(asked++);
            seat.onDecision = () => waits.push(performance.now() - due);
            seat.onAck = () => {
              idle.push(seat);
              if (++acked === planned) resolve();
            };
            seat.machine.vend();
          }
          if (asked < planned) setTimeout(tick, Math.max(0, plan(asked) - performance.now()));
          else if (acked === planned) resolve();
        };
        tick();
      });
      return quantilesOf(waits);
    },

    halt() {
      halted = true;
    },

    close() {
      for (const { machine } of seats) machine.close();
    },
  };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Resolves when nothing more comes: what was under way at the end has been acknowledged. */
async function quiet(count: () => number): Promise<void> {
  for (let last = -1; last !== count(); ) {
    last = count();
    await pause(200);
  }
}
