import type { Language } from '../../protocol/display/catalogue.ts';
import type { MachineState } from '../../protocol/mqtt/messages/state.ts';
import type { Db } from '../store/open.ts';
import type { Assigned } from './assignment-store.ts';
import type { PlannedSlot } from './machine-store.ts';
import { toldEntries } from './schema.ts';

/** A machine with what it last said of itself. Times in ms since 1970. */
export interface MachineRow {
  readonly id: string;
  readonly name: string;
  readonly district: string;
  readonly lat: number | null;
  readonly lon: number | null;
  readonly language: Language | null;
  readonly plan: readonly PlannedSlot[] | null;
  readonly locked: boolean;
  readonly quarantined: boolean;
  readonly online: boolean;
  readonly seenAtMs: number | null;
  readonly bridge: string | null;
  readonly state: MachineState | undefined;
  readonly stateAtMs: number;
  /** Since when the server knows its door to stand open; null: it is shut, as far as anybody knows. */
  readonly doorOpenAtMs: number | null;
  /** Who looks after it, however long ago he was named. */
  readonly assigned: Assigned | undefined;
}

/** A slot as the ledger has it. */
export interface LedgerSlot {
  readonly machine: string;
  readonly slot: number;
  readonly product: string | null;
  readonly stock: number | null;
}

interface Row {
  readonly id: string;
  readonly name: string;
  readonly district: string;
  readonly lat: number | null;
  readonly lon: number | null;
  readonly language: Language | null;
  readonly slots: string | null;
  readonly locked: number;
  readonly quarantined: number;
  readonly online: number | null;
  readonly presence_at: number | null;
  readonly bridge: string | null;
  readonly state: string | null;
  readonly state_at: number | null;
  readonly door_open_at: number | null;
  readonly person: string | null;
  readonly assigned_at: number | null;
}

/** The JSON of each machine as it was read last: most of a list is as it was, and reading it is most of a list's cost. */
function createReader() {
  const known = new Map<string, { readonly text: string; readonly value: unknown }>();
  return <T>(id: string, text: string): T => {
    const kept = known.get(id);
    if (kept?.text === text) return kept.value as T;
    const value = JSON.parse(text) as T;
    known.set(id, { text, value });
    return value;
  };
}

/** Reads everything that a machine's view is made of. `catchUp` brings the index of vends up to them. */
export function createViewStore(db: Db, catchUp: () => void) {
  const columns = `SELECT m.id, m.name, m.district, m.lat, m.lon, m.language, m.slots, m.locked, m.quarantined,
      r.online, r.presence_at, r.bridge, r.state, r.state_at, r.door_open_at,
      a.person, a.at AS assigned_at
    FROM machines m LEFT JOIN machine_reports r ON r.machine = m.id LEFT JOIN assignments a ON a.machine = m.id
    WHERE m.revoked_at IS NULL`;
  // One for each machine that is enrolled.
  const [readPlan, readState] = [createReader(), createReader()];
  const machines = db.prepare<[], Row>(columns);
  const machine = db.prepare<[string], Row>(`${columns} AND m.id = ?`);
  const there = db.prepare<[string], object>('SELECT 1 FROM machines WHERE id = ? AND revoked_at IS NULL');
  const slots = db.prepare<[], LedgerSlot>('SELECT machine, slot, product, stock FROM slots');
  const slotsOf = db.prepare<[string], LedgerSlot>(
    'SELECT machine, slot, product, stock FROM slots WHERE machine = ?',
  );
  const begun = db.prepare<[], { machine: string; at: number }>(
    'SELECT machine, MIN(first_at) AS at FROM epochs GROUP BY machine',
  );
  const begunOf = db.prepare<[string], { machine: string; at: number }>(
    'SELECT machine, MIN(first_at) AS at FROM epochs WHERE machine = ? GROUP BY machine',
  );
  const acked = db.prepare<[string, string], { acked: number }>(
    'SELECT acked FROM epochs WHERE machine = ? AND epoch = ?',
  );
  const started = db.prepare<[string, number], { at: number; cause: number }>(
    `SELECT at, json_extract(body, '$.cause') AS cause FROM entries INDEXED BY entries_told
     WHERE machine = ? AND at > ? AND ${toldEntries} AND type = 'boot' ORDER BY at DESC LIMIT 1`,
  );
  const servedSince = db.prepare<{ machine: string; at: number }, { found: number }>(
    `SELECT EXISTS (SELECT 1 FROM machine_vends WHERE machine = @machine AND at > @at)
       OR EXISTS (SELECT 1 FROM transactions INDEXED BY refusals_of_machine
         WHERE machine = @machine AND state = 'refused' AND decided_at > @at) AS found`,
  );

  return {
    /** The machines that are not revoked: all, or the one of this id if it is among them. */
    machines: (id?: string): MachineRow[] =>
      (id === undefined ? machines.all() : machine.all(id)).map((row) => ({
        ...machineRow(row),
        plan: row.slots === null ? null : readPlan<PlannedSlot[]>(row.id, row.slots),
        state: row.state === null ? undefined : readState<MachineState>(row.id, row.state),
      })),
    isThere: (id: string): boolean => there.get(id) !== undefined,
    slots: (id?: string): LedgerSlot[] => (id === undefined ? slots.all() : slotsOf.all(id)),
    /** When the ledger first heard a journal of a machine. */
    begun: (id?: string) => (id === undefined ? begun.all() : begunOf.all(id)),
    /** How far a journal is durable here. */
    acked: (id: string, epoch: string): number => acked.get(id, epoch.toLowerCase())?.acked ?? 0,
    /** The dispenser's newest start after an instant: what else was told since then is looked through. */
    startedSince: (id: string, atMs: number) => started.get(id, Math.floor(atMs)),
    /** Whether somebody was served or refused after an instant. */
    servedSince(id: string, atMs: number): boolean {
      catchUp();
      return servedSince.get({ machine: id, at: Math.floor(atMs) })?.found === 1;
    },
  };
}
export type ViewStore = ReturnType<typeof createViewStore>;

function machineRow(row: Row): Omit<MachineRow, 'plan' | 'state'> {
  const { id, name, district, lat, lon, language, bridge, person, assigned_at: assignedAtMs } = row;
  const seen = Math.max(row.presence_at ?? 0, row.state_at ?? 0);
  return {
    ...{ id, name, district, lat, lon, language, bridge },
    locked: row.locked === 1,
    quarantined: row.quarantined > 0,
    online: row.online === 1,
    seenAtMs: seen === 0 ? null : seen,
    stateAtMs: row.state_at ?? 0,
    doorOpenAtMs: row.door_open_at,
    assigned: person === null || assignedAtMs === null ? undefined : { person, atMs: assignedAtMs },
  };
}
