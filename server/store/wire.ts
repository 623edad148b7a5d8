import type { Ask } from '../ledger/ask.ts';
import type { Pseudonym } from '../ledger/usage-store.ts';

/** What crosses between the server and the process that owns the database. */
export interface Call {
  readonly id: number;
  readonly name: string;
  readonly args: readonly unknown[];
}

/** A call on its way: the two that every vend takes go as text, anything else as it is. */
export type PackedCall = Call | { readonly id: number; readonly name: string; readonly text: string };

export interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly fault?: { readonly code: 'LEDGER_UNAVAILABLE' | 'LEDGER_FAULT'; readonly message: string };
}

/** An answer on its way: to a call that went as text, the value does too. */
export type PackedAnswer = Answer | { readonly id: number; readonly text: string };

/** To the ledger's process: calls that were made together, or the wish that it ends when it has answered all. */
export type ToLedger = readonly PackedCall[] | 'close';

/** The first message of the ledger's process. */
export type Started =
  | { readonly started: true }
  | { readonly started: false; readonly code: string; readonly message: string };

/**
 * Readies a call for the way. Structured cloning takes twice the time of JSON for objects as small as these; a journal came as
 * JSON, and of an authorize only the pseudonyms are bytes.
 */
export function packCall(call: Call): PackedCall {
  const { id, name, args } = call;
  if (name === 'journal') return { id, name, text: JSON.stringify(args) };
  if (name === 'authorize') return { id, name, text: JSON.stringify(textOfAsk(args[0] as Ask)) };
  return call;
}

/** The call that {@link packCall} was given. */
export function unpackCall(packed: PackedCall): Call {
  if (!('text' in packed)) return packed;
  const { id, name, text } = packed;
  return { id, name, args: name === 'journal' ? JSON.parse(text) : [askOfText(JSON.parse(text))] };
}

/** Readies the answer to a call for the way back. */
export function packAnswer({ name }: Call, answer: Answer): PackedAnswer {
  const isText = (name === 'journal' || name === 'authorize') && answer.fault === undefined;
  return isText ? { id: answer.id, text: JSON.stringify(answer.value) } : answer;
}

/** The answer that {@link packAnswer} was given. */
export const unpackAnswer = (packed: PackedAnswer): Answer =>
  'text' in packed ? { id: packed.id, value: JSON.parse(packed.text) } : packed;

const hexOf = (bytes: Uint8Array) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
const bytesOf = (hex: string) => Buffer.from(hex, 'hex');

function textOfAsk({ asked, askedBefore, cards, ...rest }: Ask) {
  return {
    ...rest,
    asked: hexOf(asked),
    ...(askedBefore && { askedBefore: askedBefore.map(hexOf) }),
    cards: cards.map(({ pseudonym, ...card }) => ({
      ...card,
      pseudonym: pseudonym && textOfPseudonym(pseudonym),
    })),
  };
}

const textOfPseudonym = ({ card, keyId, before }: Pseudonym) => ({
  ...{ card: hexOf(card), keyId },
  ...(before && { before: before.map(hexOf) }),
});

function askOfText({ asked, askedBefore, cards, ...rest }: ReturnType<typeof textOfAsk>): Ask {
  return {
    ...rest,
    asked: bytesOf(asked),
    ...(askedBefore && { askedBefore: askedBefore.map(bytesOf) }),
    cards: cards.map(({ pseudonym, ...card }) => ({
      ...card,
      pseudonym: pseudonym && pseudonymOfText(pseudonym),
    })),
  };
}

const pseudonymOfText = ({ card, keyId, before }: ReturnType<typeof textOfPseudonym>): Pseudonym => ({
  ...{ card: bytesOf(card), keyId },
  ...(before && { before: before.map(bytesOf) }),
});
