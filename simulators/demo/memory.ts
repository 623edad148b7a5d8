import { readdirSync, readFileSync } from 'node:fs';

const kib = 1024;

/**
 * Resident bytes of this process and of all that it started, and they; of this process alone where the system has no
 * /proc. Pages that two of them share count twice.
 */
export function residentBytes(): number {
  const parents = new Map<number, number>();
  const resident = new Map<number, number>();
  let names: string[];
  try {
    names = readdirSync('/proc');
  } catch {
    return process.memoryUsage.rss();
  }
  for (const name of names) {
    if (!/^\d+$/.test(name)) continue;
    const status = read(`/proc/${name}/status`);
    const [, parent] = /^PPid:\s+(\d+)/m.exec(status) ?? [];
    const [, rss] = /^VmRSS:\s+(\d+)/m.exec(status) ?? [];
    if (parent === undefined || rss === undefined) continue;
    parents.set(Number(name), Number(parent));
    resident.set(Number(name), Number(rss) * kib);
  }
  let sum = 0;
  for (const [pid, bytes] of resident) if (isOurs(pid, parents)) sum += bytes;
  return sum === 0 ? process.memoryUsage.rss() : sum;
}

function isOurs(pid: number, parents: ReadonlyMap<number, number>): boolean {
  for (let at: number | undefined = pid; at !== undefined && at > 1; at = parents.get(at))
    if (at === process.pid) return true;
  return false;
}

/** A process may end between its name and its file. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
