import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { Desired } from '../../protocol/mqtt/messages/desired.ts';
import { checker } from '../../protocol/mqtt/read.ts';
import { bridgeError } from '../errors.ts';
import type { Random } from '../ids.ts';
import type { Disk } from './disk.ts';
import { type DurableJson, durableJson } from './durable-json.ts';

const Identity = Type.Object({
  /** How often the bridge started on this disk (mqtt.md, boot). */
  boot: Type.Integer({ minimum: 0 }),
  /** The key under which this machine tells cards apart while cut off, base64url. */
  hmacKey: Type.String({ minLength: 43 }),
  /** A `lock` command without a later `unlock`. */
  lockedByCommand: Type.Boolean(),
  /** The folder was made with a simulated clock; absent: with the machine's own. */
  simulated: Type.Optional(Type.Boolean()),
});
export type Identity = Static<typeof Identity>;

/** What the bridge remembers beside its journal. */
export interface StateStore {
  readonly identity: Identity;
  /** Counts this start, beyond `bootsBefore` too: what the journal knows of. Before it nothing is stamped. */
  countStart(bootsBefore: number): Promise<void>;
  setLockedByCommand(locked: boolean): Promise<void>;
  readonly desired: DurableJson<Desired>;
}

const hmacKeyBytes = 32;

const withoutIdentity =
  'a lock command is forgotten, and cards that were served while cut off may be served again';

/**
 * Opens the state of a folder; nothing is written before the start is counted.
 * @throws DATA_NOT_WRITABLE, STATE_UNREADABLE, DATA_OTHER_CLOCK.
 */
export async function openState(
  disk: Disk,
  folder: string,
  { random, simulated }: { random: Random; simulated: boolean },
): Promise<StateStore> {
  await disk.makeFolder(folder);
  const file = durableJson(disk, join(folder, 'identity.json'), checker(Identity), withoutIdentity);
  const stored = await file.read();
  if (stored !== undefined && (stored.simulated ?? false) !== simulated) {
    const [made, asked] = simulated
      ? ["the machine's own", 'a simulated']
      : ['a simulated', "the machine's own"];
    throw bridgeError('DATA_OTHER_CLOCK', `${folder} has ${made} time, ${asked} clock was asked for`);
  }
  let identity: Identity = {
    lockedByCommand: stored?.lockedByCommand ?? false,
    hmacKey: stored?.hmacKey ?? Buffer.from(random.bytes(hmacKeyBytes)).toString('base64url'),
    boot: stored?.boot ?? 0,
    simulated,
  };
  return {
    get identity() {
      return identity;
    },
    async countStart(bootsBefore) {
      identity = { ...identity, boot: Math.max(identity.boot, bootsBefore) + 1 };
      await file.write(identity);
    },
    async setLockedByCommand(lockedByCommand) {
      identity = { ...identity, lockedByCommand };
      await file.write(identity);
    },
    desired: durableJson<Desired>(disk, join(folder, 'desired.json'), checker(Desired)),
  };
}
