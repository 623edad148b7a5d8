import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import { eventually } from './eventually.ts';

/** What a disk does when it breaks: an error of the kernel, from these system calls. */
export interface DiskFault {
  readonly errno: 'EIO' | 'EROFS' | 'ENOSPC';
  readonly calls: readonly ('pwrite64' | 'fdatasync' | 'fsync')[];
}

/**
 * Makes system calls of a process that runs fail, in every thread of it, until the returned function is called. The
 * kernel itself returns the error (ptrace, by strace's tampering), so all of the program above it is as it always is.
 */
export async function failDisk(pid: number, { errno, calls }: DiskFault): Promise<() => Promise<void>> {
  const names = calls.join(',');
  const tampering = ['-e', `trace=${names}`, '-e', `inject=${names}:error=${errno}`];
  const tracer = spawn('strace', ['-f', '-p', String(pid), '-o', '/dev/null', ...tampering]);
  let said = '';
  tracer.stderr.on('data', (bytes) => {
    said += String(bytes);
  });
  const ended = once(tracer, 'exit');
  // A tracer that is told to end lets its process go on by itself.
  const heal = async () => {
    tracer.kill('SIGINT');
    await ended;
  };
  onTestFinished(heal);
  await eventually(`strace holds process ${pid}; it said ${said}`, () => said.includes('attached'));
  return heal;
}

/** The ledger's process of a server that runs in `parent`. */
export function ledgerPid(parent = process.pid): number {
  const found = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && isLedgerOf(name, parent));
  if (found.length !== 1) throw new Error(`one ledger was expected below ${parent}, not ${found.length}`);
  return Number(found[0]);
}

function isLedgerOf(pid: string, parent: number): boolean {
  try {
    const ppid = /^PPid:\s*(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(ppid) === parent && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('ledger-process');
  } catch {
    // It ended meanwhile.
    return false;
  }
}
