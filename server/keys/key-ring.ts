import type { Keys } from './key-file.ts';

/** A key of pseudonyms. `madeAt`: an instant, of keys that were made since it is written down. */
export type PseudonymKey = Keys['pseudonym'];

/** Earlier keys that a card is looked up under: each costs a look-up for every question. */
export const maxFormer = 3;

/** Another key is the one from now on; cards are still looked up under those before it (ledger.md, card). */
export function rotated(keys: Keys, next: PseudonymKey): Keys {
  return { ...keys, pseudonym: next, former: [keys.pseudonym, ...(keys.former ?? [])] };
}

/** Another key is the one from now on, and nothing joins the cards of before to those that come. */
export function begunAnew(keys: Keys, next: PseudonymKey): Keys {
  const gone = [keys.pseudonym, ...(keys.former ?? [])].map(({ id }) => id);
  return { ...keys, pseudonym: next, former: [], ended: [...(keys.ended ?? []), ...gone] };
}

/** An earlier key is gone: what it made can be tied to no number any more. */
export function without(keys: Keys, id: string): Keys {
  const former = (keys.former ?? []).filter((key) => key.id !== id);
  return { ...keys, former, ended: [...(keys.ended ?? []), id] };
}

/** Which keys these are, without anything of them that is secret. */
export function namesOf({ pseudonym, seal }: Keys): string {
  return `${pseudonym.id} ${seal.id}`;
}

/**
 * Whether a ledger that was written with the keys of these names ({@link namesOf}) can go on with `keys`: their own,
 * earlier ones of the ring, or such as were ended on purpose. Any others would give every card a new history.
 */
export function goesOn(keys: Keys, names: string): boolean {
  const [pseudonym = '', seal] = names.split(' ');
  const known = [keys.pseudonym, ...(keys.former ?? [])].map(({ id }) => id);
  return seal === keys.seal.id && [...known, ...(keys.ended ?? [])].includes(pseudonym);
}
