import { join } from 'node:path';
import type { OfflineRule } from '../protocol/mqtt/messages/desired.ts';
import type { BridgeDeps } from './bridge-deps.ts';
import { createHistory, type History } from './journal/history.ts';
import { type Journal, openJournal } from './journal/journal.ts';
import { journalLimits } from './journal/limits.ts';
import { type Offline, openOffline } from './offline/offline.ts';
import { createStamps, type Stamps } from './stamps.ts';
import { openState, type StateStore } from './store/state.ts';
import { type CommandStore, openCommandStore } from './uplink/command-store.ts';

/** Everything that a bridge keeps on its disk, opened, and the stamps of this start. */
export interface Stores {
  readonly state: StateStore;
  readonly stamps: Stamps;
  readonly history: History;
  readonly journal: Journal;
  readonly offline: Offline;
  readonly commands: CommandStore;
}

/**
 * Opens it all, and counts this start once all of it could be read. A damaged journal is told and stays open: nothing
 * is vended from it. @throws DATA_NOT_WRITABLE, STATE_UNREADABLE, DATA_OTHER_CLOCK.
 */
export async function openStores(
  deps: BridgeDeps,
  offlineRule: () => OfflineRule | undefined,
): Promise<Stores> {
  const { clock, random, log, disk, dataDir } = deps;
  const state = await openState(disk, dataDir, { random, simulated: deps.simulated });
  const commands = await openCommandStore(disk, dataDir);
  const stamps = createStamps(clock, () => state.identity.boot, deps.wallClockIsSet);
  const history = createHistory();
  const journal = await openJournal({
    disk,
    folder: join(dataDir, 'journal'),
    clock,
    random,
    stamps,
    limits: deps.limits ?? journalLimits,
    onRecovered: history.take,
  });
  journal.hold(history.openName());
  const fault = journal.fault();
  if (fault !== undefined)
    log.error({ code: fault.code }, `nothing is vended until a new-epoch command: ${fault.message}`);
  try {
    const offline = await openOffline({
      disk,
      folder: dataDir,
      clock,
      hmacKey: state.identity.hmacKey,
      rule: offlineRule,
      fallen(txn) {
        const known = history.vend(txn);
        if (known === undefined || known.ended === 'cancelled') return 0;
        return known.ended?.dispensed;
      },
      log,
    });
    await state.countStart(history.boots());
    return { state, stamps, history, journal, offline, commands };
  } catch (error) {
    await journal.close();
    throw error;
  }
}
