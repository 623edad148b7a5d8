import type { CardErased, CardNumber } from '../../protocol/http/cases.ts';
import { instantOf } from '../../protocol/mqtt/fields.ts';
import { ServerError } from '../errors.ts';
import { runOwnCommand } from '../own-command.ts';

/** Lets go of what names a card, for somebody; `nowMs`: the ledger's time. @throws ServerError ERASE_BUSY, ERASE_FAILED */
export type RunErase = (card: CardNumber, actor: string, nowMs: number) => Promise<CardErased>;

/** Erasures that may run at once, each in a process of its own: it reads all kept requests. */
const atOnce = 2;

/** Makes what erases cards of a data folder, by the command of the same name; `stopping` ends what runs. */
export function createEraseRunner(dataDir: string, stopping: AbortSignal): RunErase {
  let running = 0;
  return async ({ scheme, number }, actor, nowMs) => {
    if (running >= atOnce)
      throw new ServerError('ERASE_BUSY', 'other cards are being erased at the moment', { retryable: true });
    running++;
    try {
      const where = ['--data', dataDir, '--as-of', instantOf(nowMs)];
      const argv = ['erase', '--scheme', scheme, `--actor=${actor}`, ...where];
      const { answer, complaint, code } = await runOwnCommand(argv, `${number}\n`, stopping);
      if (code !== 0) throw new ServerError('ERASE_FAILED', `the erasure ended with ${code}: ${complaint}`);
      return JSON.parse(answer) as CardErased;
    } finally {
      running--;
    }
  };
}
