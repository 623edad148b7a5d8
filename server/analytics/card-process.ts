import { messageOf } from '../../protocol/base/errors.ts';
import { type Db, openToRead } from '../store/open.ts';
import { type CardQuestion, countCards } from './card-count.ts';
import { type CardReader, createCardReader } from './card-store.ts';

/**
 * The process that counts cards: it reads the books beside the ledger, whose own process has decisions to make. It ends when the server
 * that asks it says so or is gone.
 */

/** What it is asked, by a number of the asker's. */
export interface CardCall {
  readonly id: number;
  readonly question: CardQuestion;
}

/** What it answers: the cards of each key of each step, or why there are none. */
export interface CardAnswer {
  readonly id: number;
  readonly cards?: readonly (readonly number[])[];
  readonly error?: string;
}

const [dataDir = ''] = process.argv.slice(2);
let db: Db | undefined;
let reader: CardReader | undefined;

process.on('message', ({ id, question }: CardCall) => {
  try {
    // Here, so that what fails is told like any other fault, and may have passed when it is asked again.
    db ??= openToRead(dataDir);
    reader ??= createCardReader(db);
    tell({ id, cards: countCards(reader, question) });
  } catch (error) {
    tell({ id, error: messageOf(error) });
  }
});
process.on('disconnect', () => db?.close());

function tell(answer: CardAnswer): void {
  if (process.connected) process.send?.(answer);
}
