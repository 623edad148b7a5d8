import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { Desired } from '../../protocol/mqtt/messages/desired.ts';
import { checker } from '../../protocol/mqtt/read.ts';
import type { Random } from '../ids.ts';
import { type DurableJson, durableJson, makeFolder } from './durable-json.ts';

const Identity = Type.Object({
  /** How often the bridge started on this disk (mqtt.md, boot). */
  boot: Type.Integer({ minimum: 0 }),
  /** The key under which this machine tells cards apart while cut off, base64url. */
  hmacKey: Type.String({ minLength: 43 }),
  /** A `lock` command without a later `unlock`. */
  lockedByCommand: Type.Boolean(),
});
export type Identity = Static<typeof Identity>;

/** What the bridge remembers beside its journal. */
export interface StateStore {
  readonly identity: Identity;
  setLockedByCommand(locked: boolean): Promise<void>;
  readonly desired: DurableJson<Desired>;
}

const hmacKeyBytes = 32;

/** Opens the state of a folder and counts this start. @throws STATE_UNREADABLE. */
export async function openState(folder: string, random: Random): Promise<StateStore> {
  await makeFolder(folder);
  const file = durableJson<Identity>(join(folder, 'identity.json'), checker(Identity));
  const stored = await file.read();
  let identity: Identity = {
    lockedByCommand: stored?.lockedByCommand ?? false,
    hmacKey: stored?.hmacKey ?? Buffer.from(random.bytes(hmacKeyBytes)).toString('base64url'),
    boot: (stored?.boot ?? 0) + 1,
  };
  await file.write(identity);
  return {
    get identity() {
      return identity;
    },
    async setLockedByCommand(lockedByCommand) {
      identity = { ...identity, lockedByCommand };
      await file.write(identity);
    },
    desired: durableJson<Desired>(join(folder, 'desired.json'), checker(Desired)),
  };
}
