import { type Db, readSetting, writeSetting } from '../store/open.ts';

/** When staff opened numbers at a machine last (guard.ts): one small fact for each machine where it was ever needed. */
export function createOpenedStore(db: Db) {
  const name = (machine: string) => `numbers-opened ${machine}`;
  return {
    of(machine: string): number | undefined {
      const kept = readSetting(db, name(machine));
      return kept === undefined ? undefined : Number(kept);
    },
    put: (machine: string, atMs: number): void => writeSetting(db, name(machine), String(Math.floor(atMs))),
  };
}
