import { createHash } from 'node:crypto';
import type { Language } from '../../protocol/display/catalogue.ts';
import type { Desired } from '../../protocol/mqtt/messages/desired.ts';
import type { MachineState } from '../../protocol/mqtt/messages/state.ts';
import type { Policy } from '../policy/document.ts';
import type { Db } from '../store/open.ts';

/** A slot as the planogram wants it; capacity in items, and par: what it is filled up to, capacity where left out. */
export type PlannedSlot = Desired['slots'][number] & { readonly par?: number };

/** A machine as it was enrolled. Position in degrees (WGS 84). */
export interface Machine {
  readonly id: string;
  readonly name: string;
  readonly lat: number | null;
  readonly lon: number | null;
  readonly district: string;
  readonly language: Language | null;
  /** Absent: the policy's planogram. */
  readonly slots: readonly PlannedSlot[] | null;
  readonly enrolledAtMs: number;
  readonly revokedAtMs: number | null;
  readonly locked: boolean;
  readonly quarantined: boolean;
}

/** What decides whether a machine is served, and in which language; undefined: the policy's. */
export interface Standing {
  readonly language: Language | undefined;
  readonly locked: boolean;
  readonly quarantined: boolean;
  readonly district: string;
}

/** What is given at an enrolment. `tokenHash` is {@link hashToken} of the token that the machine alone keeps. */
export type NewMachine = Omit<Machine, 'revokedAtMs' | 'locked' | 'quarantined'> & {
  readonly tokenHash: Uint8Array;
};

interface Row {
  readonly id: string;
  readonly name: string;
  readonly lat: number | null;
  readonly lon: number | null;
  readonly district: string;
  readonly language: Language | null;
  readonly slots: string | null;
  readonly token: Uint8Array;
  readonly enrolled_at: number;
  readonly revoked_at: number | null;
  readonly locked: number;
  readonly quarantined: number;
  readonly desired_version: number;
  readonly desired_hash: string;
}

/** A token is 256 random bits, so one round of SHA-256 is all the hashing it needs. */
export function hashToken(token: string): Uint8Array {
  return createHash('sha256').update(token).digest();
}

/** The registry of machines, and what each last said of itself. */
export function createMachineStore(db: Db) {
  const find = db.prepare<[string], Row>('SELECT * FROM machines WHERE id = ?');
  const standing = db.prepare<
    [string],
    { language: Language | null; locked: number; quarantined: number; district: string }
  >('SELECT language, locked, quarantined, district FROM machines WHERE id = ?');
  const list = db.prepare<[], Row>('SELECT * FROM machines ORDER BY id');
  const insert = db.prepare(
    `INSERT INTO machines (id, name, lat, lon, district, language, slots, token, enrolled_at)
     VALUES (@id, @name, @lat, @lon, @district, @language, @slots, @tokenHash, @enrolledAtMs) ON CONFLICT DO NOTHING`,
  );
  const revoke = db.prepare('UPDATE machines SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL');
  // 0: none, 1: undecided, 2: decided on, until a new epoch ends it.
  const setQuarantine = db.prepare('UPDATE machines SET quarantined = ? WHERE id = ?');
  const setLocked = db.prepare('UPDATE machines SET locked = ? WHERE id = ?');
  const setSlots = db.prepare('UPDATE machines SET slots = ? WHERE id = ?');
  const setDesired = db.prepare('UPDATE machines SET desired_version = ?, desired_hash = ? WHERE id = ?');
  const putPresence = db.prepare(
    `INSERT INTO machine_reports (machine, online, session, presence_at, bridge, boot)
     VALUES (@machine, @online, @session, @atMs, @bridge, @boot)
     ON CONFLICT DO UPDATE SET online = excluded.online, session = excluded.session, presence_at = excluded.presence_at,
       bridge = COALESCE(excluded.bridge, bridge), boot = COALESCE(excluded.boot, boot)`,
  );
  const putState = db.prepare(
    `INSERT INTO machine_reports (machine, online, presence_at, state, state_at, door_open_at)
     VALUES (@machine, 0, @atMs, @state, @atMs, CASE WHEN @doorOpen THEN @atMs END)
     ON CONFLICT DO UPDATE SET state = excluded.state, state_at = excluded.state_at,
       door_open_at = CASE WHEN @doorOpen THEN COALESCE(door_open_at, @atMs) END`,
  );
  const offline = db.prepare('UPDATE machine_reports SET online = 0 WHERE online = 1');

  return {
    find: (id: string): Machine | undefined => machineOf(find.get(id)),
    /** What every question and journal message of a machine asks of it. */
    standing(id: string): Standing | undefined {
      const row = standing.get(id);
      if (row === undefined) return undefined;
      const { language, locked, quarantined, district } = row;
      return {
        language: language ?? undefined,
        locked: locked === 1,
        quarantined: quarantined > 0,
        district,
      };
    },
    list: (): Machine[] => list.all().map((row) => machineOf(row) as Machine),

    /** False where the id is taken. */
    enrol: (machine: NewMachine): boolean =>
      insert.run({ ...machine, slots: machine.slots && JSON.stringify(machine.slots) }).changes === 1,

    /** False where there is no such machine, or it is revoked already. */
    revoke: (id: string, nowMs: number): boolean => revoke.run(Math.floor(nowMs), id).changes === 1,

    /** The hash to compare a login with; undefined for a machine that may not come in. */
    tokenHash(id: string): Uint8Array | undefined {
      const row = find.get(id);
      return row === undefined || row.revoked_at !== null ? undefined : row.token;
    },

    /** Gives nothing and has nothing applied until an operator has decided and a new epoch begins (mqtt.md, journal). */
    quarantine: (id: string): void => {
      setQuarantine.run(1, id);
    },
    /** An operator has decided on what it told: its next new epoch ends the quarantine. */
    quarantineDecided: (id: string): void => {
      setQuarantine.run(2, id);
    },
    endQuarantine: (id: string): void => {
      setQuarantine.run(0, id);
    },
    isQuarantineDecided: (id: string): boolean => standing.get(id)?.quarantined === 2,

    /** Locks by `desired`, until it is unlocked. */
    setLocked: (id: string, locked: boolean): void => {
      setLocked.run(Number(locked), id);
    },

    /** Gives a machine a planogram of its own. */
    setSlots: (id: string, slots: readonly PlannedSlot[]): void => {
      setSlots.run(JSON.stringify(slots), id);
    },

    /**
     * What the centre wants of a machine under a policy (mqtt.md, desired). Its version rises whenever its content
     * changed since it was asked for last.
     */
    desired(id: string, policy: Policy, sealKey: Desired['sealKey']): Desired | undefined {
      const row = find.get(id);
      if (row === undefined) return undefined;
      const content = desiredContent(row, policy, sealKey);
      const hash = createHash('sha256').update(JSON.stringify(content)).digest('hex');
      const version = row.desired_hash === hash ? row.desired_version : row.desired_version + 1;
      if (version !== row.desired_version) setDesired.run(version, hash, id);
      return { version, ...content };
    },

    putPresence(
      machine: string,
      presence: { online: boolean; session: string; bridge?: string; boot?: number },
      atMs: number,
    ) {
      const { online, session, bridge = null, boot = null } = presence;
      putPresence.run({ machine, online: Number(online), session, bridge, boot, atMs: Math.floor(atMs) });
    },

    putState(machine: string, state: MachineState, atMs: number): void {
      const doorOpen = Number(state.doorOpen);
      putState.run({ machine, atMs: Math.floor(atMs), state: JSON.stringify(state), doorOpen });
    },

    /** After a start of the server nobody is connected. */
    allOffline: (): void => {
      offline.run();
    },
  };
}
export type MachineStore = ReturnType<typeof createMachineStore>;

function desiredContent(row: Row, policy: Policy, sealKey: Desired['sealKey']): Omit<Desired, 'version'> {
  const language = row.language ?? policy.language;
  const slots = row.slots === null ? policy.planogram : (JSON.parse(row.slots) as PlannedSlot[]);
  return {
    products: policy.products.map(({ id, code, pieces, name }) => ({
      product: id,
      code,
      name: name[language],
      pieces,
    })),
    slots: slots.map(({ slot, product, capacity }) => ({ slot, product, capacity })),
    cards: policy.cards,
    offline: policy.offline,
    sealKey,
    staff: [],
    language,
    timeZone: policy.timeZone,
    locked: row.locked === 1,
  };
}

function machineOf(row: Row | undefined): Machine | undefined {
  if (row === undefined) return undefined;
  const { id, name, lat, lon, district, language, slots } = row;
  return {
    ...{ id, name, lat, lon, district, language },
    slots: slots === null ? null : (JSON.parse(slots) as PlannedSlot[]),
    enrolledAtMs: row.enrolled_at,
    revokedAtMs: row.revoked_at,
    locked: row.locked === 1,
    quarantined: row.quarantined > 0,
  };
}
