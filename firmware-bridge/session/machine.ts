import { atAsking, atBalance, atOffline } from './asking.ts';
import { atIdle, atPooling } from './gathering.ts';
import type { SessionInput, SessionState, SessionView, Step } from './states.ts';
import { atSettling, atStarting, atVending } from './vending.ts';

/**
 * The vend session: one citizen after the other (serial.md, The citizen's flow; mqtt.md, authorize, journal,
 * desired). Pure: an input that a state does not name changes nothing.
 */
export function next(state: SessionState, input: SessionInput, view: SessionView): Step {
  switch (state.name) {
    case 'idle':
      return atIdle(state, input, view);
    case 'pooling':
      return atPooling(state, input, view);
    case 'asking':
      return atAsking(state, input, view);
    case 'balance':
      return atBalance(state, input, view);
    case 'offline':
      return atOffline(state, input);
    case 'starting':
      return atStarting(state, input);
    case 'vending':
      return atVending(state, input);
    case 'settling':
      return atSettling(state, input);
  }
}
