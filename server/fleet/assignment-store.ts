import type { Db } from '../store/open.ts';

/** Who looks after a machine, by the name of a user, and since when in ms since 1970. */
export interface Assigned {
  readonly person: string;
  readonly atMs: number;
}

/** Who does not come within a day has forgotten it: the machine is nobody's again. */
const assignedMs = 24 * 60 * 60_000;

/** Who looks after a machine now, of who was named for it at some time. `nowMs`: on the server's clock. */
export function stillAssigned(named: Assigned | undefined, nowMs: number): Assigned | undefined {
  return named !== undefined && nowMs - named.atMs < assignedMs ? named : undefined;
}

/** Who looks after which machine: one person at a time. */
export function createAssignmentStore(db: Db) {
  const read = db.prepare<[string], Assigned>('SELECT person, at AS atMs FROM assignments WHERE machine = ?');
  const write = db.prepare('INSERT OR REPLACE INTO assignments (machine, person, at) VALUES (?, ?, ?)');
  const remove = db.prepare('DELETE FROM assignments WHERE machine = ?');

  return {
    /** Undefined where nobody was named, or too long ago. */
    find: (machine: string, nowMs: number): Assigned | undefined => stillAssigned(read.get(machine), nowMs),
    put: (machine: string, person: string, nowMs: number): void =>
      void write.run(machine, person, Math.floor(nowMs)),
    /** What there was to do was done, or is given back. */
    end: (machine: string): void => void remove.run(machine),
  };
}
export type AssignmentStore = ReturnType<typeof createAssignmentStore>;
