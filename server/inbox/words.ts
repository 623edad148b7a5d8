import type { Words } from '../ledger/authorize.ts';

/**
 * The language of each connected machine's display, and the time zone of its times, kept at hand: a refusal because
 * the ledger is overloaded must not wait for the ledger.
 */
export function createWordsOf(deps: { read: (machine: string) => Promise<Words>; fallback: Words }) {
  const known = new Map<string, Promise<Words>>();
  return {
    connected(machine: string): void {
      known.set(
        machine,
        deps.read(machine).catch(() => deps.fallback),
      );
    },
    disconnected: (machine: string): void => void known.delete(machine),
    of: (machine: string): Promise<Words> => known.get(machine) ?? Promise.resolve(deps.fallback),
  };
}
