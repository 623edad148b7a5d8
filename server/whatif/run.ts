import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { WhatIf, WhatIfQuestion } from '../../protocol/http/what-if.ts';
import { ServerError } from '../errors.ts';

const program = fileURLToPath(new URL('../bin/server.js', import.meta.url));

/** Tries a policy on what is kept in a data folder; `leaving` ends it. */
export type RunWhatIf = (question: WhatIfQuestion, leaving: AbortSignal) => Promise<WhatIf>;

/**
 * Makes what tries policies, in a process of its own: it reads for most of a minute, and decisions come first. One at a time, as each
 * takes a core and some hundred MiB. @throws ServerError (of a run) WHAT_IF_BUSY, WHAT_IF_FAILED
 */
export function createWhatIfRunner(dataDir: string, minCards: number): RunWhatIf {
  let isRunning = false;
  return async (question, leaving) => {
    if (isRunning) throw new ServerError('WHAT_IF_BUSY', 'a what-if runs already', { retryable: true });
    isRunning = true;
    try {
      return await run(dataDir, minCards, question, leaving);
    } finally {
      isRunning = false;
    }
  };
}

async function run(
  dataDir: string,
  minCards: number,
  question: WhatIfQuestion,
  leaving: AbortSignal,
): Promise<WhatIf> {
  const period = ['--from', question.from, '--to', question.to];
  const argv = [
    program,
    'policy',
    'what-if',
    '-',
    '--json',
    '--data',
    dataDir,
    '--min-cards',
    String(minCards),
    ...period,
  ];
  const child = spawn(process.execPath, argv, { signal: leaving, killSignal: 'SIGKILL' });
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  // It may be gone before it has read its question; its exit tells that.
  child.stdin.on('error', () => {});
  child.stdin.end(question.text);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [answer, complaint, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (code !== 0)
    throw new ServerError('WHAT_IF_FAILED', `the what-if ended with ${code}: ${complaint.slice(-500)}`);
  return JSON.parse(answer) as WhatIf;
}
