import type { MachineView } from '../../../protocol/http/fleet.ts';

/** What an operator can do about a machine that needs a hand. */
export type HandAct = 'decide' | 'visit' | 'assign' | 'open' | 'lock' | 'unlock';

/**
 * The acts on a machine, the one that helps first: where stock is short somebody goes there, and any other trouble is
 * somebody's who looks after it. Behind an open door somebody is at work, or it was left so: he is not helped by a lock,
 * which is about giving and shuts no door. A quarantine waits for a decision before all, and no unlocking ends it.
 */
export function actsOf({ status, doorOpen, locked, assigned, quarantined }: MachineView): HandAct[] {
  const lock = locked ? (['unlock'] as const) : doorOpen ? [] : (['lock'] as const);
  const every: HandAct[] = ['open', 'visit', 'assign', ...(quarantined ? (['decide'] as const) : lock)];
  const first = ((): HandAct => {
    if (quarantined) return 'decide';
    if (status === 'empty' || status === 'low') return 'visit';
    if (status === 'open' || status === 'locked') return 'open';
    return assigned === null ? 'assign' : 'open';
  })();
  return [first, ...every.filter((act) => act !== first)];
}
