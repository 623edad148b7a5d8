import type { EntryBody, JournalEntry } from '../../protocol/mqtt/entries.ts';
import type { History } from './history.ts';
import type { Journal } from './journal.ts';

/** The journal as the parts of a bridge write it: every entry is taken into the history once it is on disk. */
export interface Diary {
  readonly journal: Journal;
  readonly history: History;
  /** @throws what {@link Journal.append} throws. */
  write(body: EntryBody, options?: { begins?: boolean }): Promise<JournalEntry>;
}

/** `onWritten` is called after each entry, so that it can be sent. */
export function createDiary(journal: Journal, history: History, onWritten: () => void): Diary {
  return {
    journal,
    history,
    async write(body, options = {}) {
      const [entry] = await journal.append([body], options);
      if (entry === undefined) throw new Error('the journal wrote nothing');
      history.take(entry, journal.state().epoch);
      journal.hold(history.openName());
      onWritten();
      return entry;
    },
  };
}
