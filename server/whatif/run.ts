import type { WhatIf, WhatIfQuestion } from '../../protocol/http/what-if.ts';
import { ServerError } from '../errors.ts';
import { runOwnCommand } from '../own-command.ts';

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
  const where = ['--data', dataDir, '--min-cards', String(minCards)];
  const argv = ['policy', 'what-if', '-', '--json', ...where, ...period];
  const { answer, complaint, code } = await runOwnCommand(argv, question.text, leaving);
  if (code !== 0) throw new ServerError('WHAT_IF_FAILED', `the what-if ended with ${code}: ${complaint}`);
  return JSON.parse(answer) as WhatIf;
}
