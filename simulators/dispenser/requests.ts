import {
  type RequestName,
  type RequestOf,
  type ResponseOf,
  requests,
} from '../../protocol/serial/catalogue.ts';
import { fault, nakCode, vendVerdict } from '../../protocol/serial/constants.ts';
import type { Frame } from '../../protocol/serial/frame.ts';
import { decodePayload, encodePayload, type Layout } from '../../protocol/serial/layout.ts';
import { nak } from '../../protocol/serial/messages/ack-nak.ts';
import { responseBit } from '../../protocol/serial/messages/message.ts';
import { withSlot } from './memory.ts';
import { type ControllerState, type Effect, flagsOf, type Step } from './state.ts';
import { begin } from './vend-run.ts';
import { judgeVend } from './verdict.ts';

/** serial.md's version, as HELLO tells it. */
const protocolVersion = 1;
const firmware = 'maskfleet simulated dispenser 1';

/** One request on its way to an answer. */
interface Call<N extends RequestName> {
  readonly state: ControllerState;
  readonly fields: RequestOf<N>;
  reply(value: ResponseOf<N>): Effect;
  refuse(code: number): Step;
}

type Handlers = { readonly [N in RequestName]: (call: Call<N>) => Step };

const handlers: Handlers = {
  hello({ state, reply }) {
    const { serialNo, bootCount, slots } = state.memory;
    const hello = { protocol: protocolVersion, slots: slots.length, bootCount, serialNo, firmware };
    return { state, effects: [reply(hello)] };
  },

  status({ state, reply }) {
    return { state, effects: [reply({ flags: flagsOf(state), slots: state.memory.slots })] };
  },

  vend({ state, fields: { txn, slot, qty }, reply, refuse }) {
    const verdict = judgeVend(state, txn, slot, qty);
    if (verdict === 'mismatch') return refuse(nakCode.badPayload);
    const told: Effect = { do: 'tell', happening: { ev: 'vend', txn, slot, qty, verdict } };
    const answer = reply({ txn, verdict });
    if (verdict !== vendVerdict.accepted) return { state, effects: [told, answer] };
    const begun = begin(state, slot, txn, qty, answer);
    return { ...begun, effects: [told, ...begun.effects] };
  },

  lastVend({ state, fields, reply, refuse }) {
    const slot = state.memory.slots[fields.slot];
    if (slot === undefined) return refuse(nakCode.badPayload);
    return { state, effects: [reply({ ...slot.last, vendCounter: slot.vendCounter })] };
  },

  display({ state, fields: { text, seconds, tone }, reply }) {
    const shown: Effect = { do: 'tell', happening: { ev: 'display', text, seconds, tone } };
    return { state, effects: [shown, { do: 'show', seconds }, reply({})] };
  },

  lock({ state, fields: { locked }, reply }) {
    return {
      state: { ...state, locked },
      effects: [{ do: 'tell', happening: { ev: 'lock', locked } }, reply({})],
    };
  },

  setStock({ state, fields: { slot, product, stock, capacity }, reply, refuse }) {
    const held = state.memory.slots[slot];
    if (held === undefined) return refuse(nakCode.badPayload);
    if (state.running !== undefined) return refuse(nakCode.busy);
    const refilled: Effect[] =
      held.stock === 0 && stock > 0
        ? [
            { do: 'tell', happening: { ev: 'cleared', slot, fault: fault.empty } },
            { do: 'raise', event: { name: 'cleared', slot, fault: fault.empty } },
          ]
        : [];
    return {
      state: { ...state, memory: withSlot(state.memory, slot, { product, stock, capacity }) },
      effects: [
        { do: 'store' },
        { do: 'tell', happening: { ev: 'stock', slot, product, stock, capacity } },
        reply({}),
        ...refilled,
      ],
    };
  },

  reset({ state, reply, refuse }) {
    if (state.running !== undefined) return refuse(nakCode.busy);
    return { state, effects: [reply({}), { do: 'reboot' }] };
  },
};

/** Answers a frame that carries the request `name`. */
export function handleRequest(state: ControllerState, name: RequestName, frame: Frame): Step {
  return answerWith(name, state, frame);
}

/** An intact frame that is not done: NAK with its seq (serial.md, Frame and Requests). */
export function refuse(state: ControllerState, { kind, seq }: Frame, code: number): Step {
  const answer = { kind: nak.kind, seq, payload: encodePayload(nak.payload, { code }) };
  return {
    state,
    effects: [
      { do: 'tell', happening: { ev: 'nak', kind, code } },
      { do: 'answer', frame: answer },
    ],
  };
}

function answerWith<N extends RequestName>(name: N, state: ControllerState, frame: Frame): Step {
  // The catalogue's entry and the handler of one name belong together, which the compiler cannot see for a union.
  const message = requests[name] as unknown as {
    readonly request: Layout<RequestOf<N>>;
    readonly response: Layout<ResponseOf<N>>;
  };
  const fields = decodePayload(message.request, frame.payload);
  if (fields === undefined) return refuse(state, frame, nakCode.badPayload);
  return handlers[name]({
    state,
    fields,
    refuse: (code) => refuse(state, frame, code),
    reply: (value) => ({
      do: 'answer',
      frame: {
        kind: frame.kind | responseBit,
        seq: frame.seq,
        payload: encodePayload(message.response, value),
      },
    }),
  });
}
