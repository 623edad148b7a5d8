import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';

/** What became of a message: its value, or why it is none, in words that hold nothing of its content. */
export type ReadResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: string };

/** A function that checks a value against `schema`. Unknown fields are ignored (mqtt.md). */
export function checker<S extends TSchema>(schema: S): (value: unknown) => ReadResult<Static<S>> {
  const validator = Compile(schema);
  return (value) => {
    if (validator.Check(value)) return { ok: true, value: value as Static<S> };
    const first = validator.Errors(value)[0];
    // Only the path and the rule: the value itself may be a card number.
    return { ok: false, problem: `${first?.instancePath || '/'} ${first?.keyword ?? 'type'}` };
  };
}

/** Made once: that takes longer than reading with it. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Parses UTF-8 JSON. */
export function parseJson(payload: Uint8Array): ReadResult<unknown> {
  try {
    return { ok: true, value: JSON.parse(utf8.decode(payload)) };
  } catch {
    return { ok: false, problem: '/ json' };
  }
}

/** Parses and checks a whole message. */
export function reader<S extends TSchema>(schema: S): (payload: Uint8Array) => ReadResult<Static<S>> {
  const check = checker(schema);
  return (payload) => {
    const json = parseJson(payload);
    return json.ok ? check(json.value) : json;
  };
}
