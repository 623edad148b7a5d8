import type { Clock, Timer } from '../../protocol/base/clock.ts';
import { events } from '../../protocol/serial/catalogue.ts';
import type { Frame } from '../../protocol/serial/frame.ts';
import { decodePayload, encodePayload, type Layout } from '../../protocol/serial/layout.ts';
import { ack, nak } from '../../protocol/serial/messages/ack-nak.ts';
import { createFrameParser, type ParserCounts } from '../../protocol/serial/parser.ts';
import type { Act } from './cabinet.ts';
import { type Input, next, start } from './controller.ts';
import { emptyQueue, nextQueue, type QueueInput, wakeAt } from './event-queue.ts';
import type { Happening } from './happenings.ts';
import type { Memory } from './memory.ts';
import { createMotor } from './motor.ts';
import type { Cabinet, ControllerState, Effect, Step } from './state.ts';

/** One life of a controller, from a boot to a loss of power or a reset. */
export interface Board {
  /** Once, after its creation: tells and raises what a boot does. */
  begin(): void;
  receive(bytes: Uint8Array): void;
  act(act: Act): void;
  /** Power is gone: no timer runs on, nothing is sent or written any more. */
  cut(): void;
  readonly state: ControllerState;
  readonly eventsOpen: number;
  readonly line: Readonly<ParserCounts>;
}

interface BoardDeps {
  /** The time of the motor and of what is shown. */
  readonly clock: Clock;
  /** The time of the line, on which a host answers: never simulated. */
  readonly wall: Clock;
  readonly itemMs: number;
  readonly stored: Memory;
  readonly cabinet: Cabinet;
  /** serial.md's BOOT cause. */
  readonly cause: number;
  readonly store: (memory: Memory) => void;
  readonly send: (frame: Frame) => void;
  readonly tell: (happening: Happening) => void;
  readonly reboot: () => void;
}

/** A controller's shell: it does what controller.ts and event-queue.ts want done. */
export function createBoard(deps: BoardDeps): Board {
  const { clock, wall, tell, send } = deps;
  const parser = createFrameParser();
  const motor = createMotor({
    clock,
    itemMs: deps.itemMs,
    fell: () => feed({ on: 'fell' }),
    home: () => feed({ on: 'home' }),
  });
  let alive = true;
  let queue = emptyQueue;
  let repeat: Timer | undefined;
  let blank: Timer | undefined;

  const begun = start(deps.stored, deps.cabinet, deps.cause);
  let state = begun.state;

  function feed(input: Input): void {
    if (alive) perform(next(state, input));
  }

  function perform(step: Step): void {
    state = step.state;
    for (const effect of step.effects) {
      // A listener may cut the power in the middle of a step; what was not done by then never is.
      if (!alive) return;
      run(effect);
    }
  }

  function run(effect: Effect): void {
    switch (effect.do) {
      case 'store':
        deps.store(state.memory);
        break;
      case 'answer':
        send(effect.frame);
        break;
      case 'raise':
        feedQueue({ on: 'raise', event: effect.event });
        break;
      case 'turn':
        motor.turn();
        break;
      case 'halt':
        motor.halt();
        break;
      case 'reboot':
        deps.reboot();
        break;
      case 'show':
        show(effect.seconds);
        break;
      case 'tell':
        tell(effect.happening);
        break;
    }
  }

  function feedQueue(input: QueueInput): void {
    const step = nextQueue(queue, input, wall.monotonic());
    queue = step.queue;
    for (const { event, how } of step.ended) tell({ ev: 'event-end', name: events[event.name].name, how });
    if (step.send !== undefined) {
      const { event, seq } = step.send;
      // The event's name chose the layout, which the compiler cannot see for a union.
      const payload = encodePayload(events[event.name].payload as Layout<unknown>, event);
      send({ kind: events[event.name].kind, seq, payload });
    }
    repeat?.cancel();
    const due = wakeAt(queue);
    repeat =
      due === undefined ? undefined : wall.after(due - wall.monotonic(), () => feedQueue({ on: 'time' }));
  }

  function show(seconds: number): void {
    blank?.cancel();
    // serial.md, DISPLAY: seconds 0 stays until the next.
    blank = seconds === 0 ? undefined : clock.after(seconds * 1_000, () => tell({ ev: 'blank' }));
  }

  function take(frame: Frame): void {
    if (frame.kind === ack.kind || frame.kind === nak.kind) {
      // Neither is ever answered, not even with a payload it should not have: two ends could NAK each other for ever.
      const layout: Layout<unknown> = frame.kind === ack.kind ? ack.payload : nak.payload;
      if (decodePayload(layout, frame.payload) !== undefined) feedQueue({ on: 'answered', seq: frame.seq });
    } else {
      feed({ on: 'frame', frame });
    }
  }

  return {
    begin: () => perform(begun),
    receive(bytes) {
      for (const frame of parser.push(bytes)) if (alive) take(frame);
    },
    act: (act) => feed({ on: 'act', act }),
    cut() {
      alive = false;
      motor.halt();
      repeat?.cancel();
      blank?.cancel();
    },
    get state() {
      return state;
    },
    get eventsOpen() {
      return queue.waiting.length + (queue.outstanding === undefined ? 0 : 1);
    },
    line: parser.counts,
  };
}
