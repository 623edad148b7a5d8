import { readdirSync, readFileSync } from 'node:fs';

const kib = 1024;

/**
 * Memory of this process and of all that it started, and they, in bytes: pages that several share are counted once
 * (the kernel's PSS). Of this process alone where the system has no /proc.
 */
export function memoryBytes(): number {
  const parents = new Map<number, number>();
  let names: string[];
  try {
    names = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return process.memoryUsage.rss();
  }
  for (const name of names) {
    const parent = field(`/proc/${name}/status`, 'PPid');
    if (parent !== undefined) parents.set(Number(name), parent);
  }
  let sum = 0;
  for (const pid of parents.keys()) {
    if (!isOurs(pid, parents)) continue;
    sum += (field(`/proc/${pid}/smaps_rollup`, 'Pss') ?? 0) * kib;
  }
  return sum === 0 ? process.memoryUsage.rss() : sum;
}

function isOurs(pid: number, parents: ReadonlyMap<number, number>): boolean {
  for (let at: number | undefined = pid; at !== undefined && at > 1; at = parents.get(at))
    if (at === process.pid) return true;
  return false;
}

/** A number of a file of /proc; undefined where the process has ended between its name and its file. */
function field(path: string, name: string): number | undefined {
  try {
    const found = new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(readFileSync(path, 'utf8'));
    return found === null ? undefined : Number(found[1]);
  } catch {
    return undefined;
  }
}
