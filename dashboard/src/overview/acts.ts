import type { MachineView } from '../../../protocol/http/fleet.ts';

/** What an operator can do about a machine that needs a hand. */
export type HandAct = 'visit' | 'assign' | 'open' | 'lock' | 'unlock';

/**
 * The acts on a machine, the one that helps first: where stock is short somebody goes there, a door that stands open is
 * locked from here, and any other trouble is somebody's who looks after it.
 */
export function actsOf({ status, doorOpen, locked, assigned }: MachineView): HandAct[] {
  const every: HandAct[] = ['open', 'visit', 'assign', locked ? 'unlock' : 'lock'];
  const first = ((): HandAct => {
    if (status === 'empty' || status === 'low') return 'visit';
    if (status === 'fault' && doorOpen && !locked) return 'lock';
    return assigned === null && status !== 'locked' ? 'assign' : 'open';
  })();
  return [first, ...every.filter((act) => act !== first)];
}
