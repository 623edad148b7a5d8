import type { MachineView } from '../../../protocol/http/fleet.ts';

/** What an operator can do about a machine that needs a hand. */
export type HandAct = 'decide' | 'visit' | 'assign' | 'open' | 'lock' | 'unlock';

/**
 * The acts on a machine, the one that helps first: where stock is short somebody goes there, a door that stands open is
 * locked from here, and any other trouble is somebody's who looks after it. A quarantine waits for a decision before all,
 * and no unlocking ends it.
 */
export function actsOf({ status, doorOpen, locked, assigned, quarantined }: MachineView): HandAct[] {
  const lock = locked ? 'unlock' : 'lock';
  const every: HandAct[] = [
    'open',
    'visit',
    'assign',
    ...(quarantined ? ['decide' as const] : [lock as HandAct]),
  ];
  const first = ((): HandAct => {
    if (quarantined) return 'decide';
    if (status === 'empty' || status === 'low') return 'visit';
    if (status === 'fault' && doorOpen && !locked) return 'lock';
    return assigned === null && status !== 'locked' ? 'assign' : 'open';
  })();
  return [first, ...every.filter((act) => act !== first)];
}
