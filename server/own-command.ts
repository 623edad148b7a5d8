import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('./bin/server.js', import.meta.url));

/** How a command of this program ended; `complaint`: the end of what it said beside its answer. */
export interface OwnCommand {
  readonly answer: string;
  readonly complaint: string;
  readonly code: number | null;
}

/**
 * Runs a command of this same program in a process of its own, behind everything else: decisions come first. `input`: what
 * it reads, which stands in no list of processes. `leaving` ends it.
 */
export async function runOwnCommand(
  argv: readonly string[],
  input: string,
  leaving: AbortSignal,
): Promise<OwnCommand> {
  const child = spawn(process.execPath, [program, ...argv], { signal: leaving, killSignal: 'SIGKILL' });
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  // It may be gone before it has read its question; its exit tells that.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [answer, complaint, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { answer, complaint: complaint.slice(-500), code };
}
