import { boundedMap } from '../bounded-map.ts';
import { foldName } from './names.ts';
import {
  addressKey,
  type Failures,
  oneLess,
  oneMore,
  type WaitRule,
  waitNow,
  waitRules,
} from './wait-rule.ts';

/** A try to sign in that was let through. It counts as wrong until it is said to be right, or never to have been. */
export interface Attempt {
  right(): void;
  /** The password was not looked at. */
  withdrawn(): void;
}

/** Slows down who guesses passwords. */
export interface Attempts {
  /** Lets a try through, or tells how many ms it has to wait. A try that waits changes nothing. */
  begin(name: string, address: string): Attempt | { readonly waitMs: number };
}

/** Names, addresses and pairs that are remembered each; the oldest goes first. Some 150 bytes each. */
const maxRemembered = 10_000;

/** Counts the tries of one server. `now` in ms that only grow. */
export function createAttempts(now: () => number): Attempts {
  const failures = {
    pair: boundedMap<Failures>(maxRemembered),
    address: boundedMap<Failures>(maxRemembered),
    name: boundedMap<Failures>(maxRemembered),
  };
  /** Where each name signed in before: others' guesses from elsewhere are no reason to wait there. */
  const welcome = boundedMap<true>(maxRemembered);

  function undo(kind: keyof typeof failures, key: string): void {
    const known = failures[kind].get(key);
    if (known) failures[kind].put(key, oneLess(known, waitRules[kind]));
  }

  return {
    begin(name, from) {
      const [folded, address] = [foldName(name), addressKey(from)];
      const pair = `${address} ${folded}`;
      const keys: [keyof typeof failures, string][] = [
        ['pair', pair],
        ['address', address],
      ];
      if (!welcome.get(pair)) keys.push(['name', folded]);
      const waitMs = Math.max(...keys.map(([kind, key]) => waitNow(failures[kind].get(key), now())));
      if (waitMs > 0) return { waitMs };
      for (const [kind, key] of keys) {
        const rule: WaitRule = waitRules[kind];
        failures[kind].put(key, oneMore(failures[kind].get(key), rule, now()));
      }
      const withdrawn = () => {
        for (const [kind, key] of keys) undo(kind, key);
      };
      return {
        withdrawn,
        right() {
          withdrawn();
          failures.pair.put(pair, undefined);
          welcome.put(pair, true);
        },
      };
    },
  };
}
