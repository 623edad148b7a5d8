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

/** A tracer of a process that tampers with its system calls, in every thread of it, until it is told to let go. */
async function tamper(pid: number, calls: readonly string[], how: string) {
  const names = calls.join(',');
  const rules = ['-e', `trace=${names}`, '-e', `inject=${names}:${how}`];
  const tracer = spawn('strace', ['-f', '-p', String(pid), '-o', '/dev/null', ...rules]);
  let said = '';
  tracer.stderr.on('data', (bytes) => {
    said += String(bytes);
  });
  const ended = once(tracer, 'exit');
  // A tracer that is told to end lets its process go on by itself.
  const letGo = async () => {
    tracer.kill('SIGINT');
    await ended;
  };
  onTestFinished(letGo);
  await eventually(`strace holds process ${pid}; it said ${said}`, () => said.includes('attached'));
  return letGo;
}

/**
 * Makes system calls of a process fail until the returned function is called. The kernel itself returns the error (ptrace,
 * by strace's tampering), so all of the program above it is as it always is.
 */
export const failDisk = (pid: number, { errno, calls }: DiskFault): Promise<() => Promise<void>> =>
  tamper(pid, calls, `error=${errno}`);

/** Longer than any test: what is held is killed, not let go. */
const heldMicroseconds = 120_000_000;

/**
 * Holds a process at the next of these system calls: at `enter` before the kernel has done anything of it, at `exit` when
 * it is done and the process does not know yet.
 */
export async function holdProcess(pid: number, calls: readonly string[], at: 'enter' | 'exit') {
  const letGo = await tamper(pid, calls, `delay_${at}=${heldMicroseconds}`);
  let looks = 0;
  return {
    /** It stands there: each traced call stops for a moment too, so it has to be seen stopped a few times in a row. */
    isHeld(): boolean {
      const state = /^State:\s*(\S)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
      looks = state === 't' ? looks + 1 : 0;
      return looks >= 10;
    },
    async kill(): Promise<void> {
      process.kill(pid, 'SIGKILL');
      await letGo();
    },
  };
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
