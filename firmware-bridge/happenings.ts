import type { DispenserEvent } from '../protocol/serial/catalogue.ts';
import type { Diary } from './journal/diary.ts';
import type { Log } from './log.ts';
import { slotOfFault } from './serial/picture.ts';
import type { Patience } from './session/patience.ts';
import type { Session } from './session/shell.ts';
import type { VendBook } from './session/vend-book.ts';

/** A CLAIM that does not know its vend has this txn (serial.md, Events). */
const unknownTxn = '00000000-0000-0000-0000-000000000000';

export interface HappeningDeps {
  readonly diary: Diary;
  readonly book: VendBook;
  readonly session: () => Session;
  readonly patience: Patience;
  /** Whether the centre hears the machine now. */
  readonly isOnline: () => boolean;
  readonly log: Log;
}

/**
 * What each event of the dispenser does; resolves when it is on disk, and its ACK goes out then (serial.md, Events).
 * Cards and buttons leave no trace: they only move the session.
 */
export function createHappenings({ diary, book, session, patience, isOnline, log }: HappeningDeps) {
  return async (event: DispenserEvent): Promise<void> => {
    switch (event.name) {
      case 'card': {
        const { entry, scheme, id } = event;
        await patience.started();
        session().card({ scheme, id, entry });
        return;
      }
      case 'select':
        await patience.started();
        session().select(event.slot);
        return;
      case 'vendResult':
        return book.onVendResult(event);
      case 'door':
        await diary.write({ type: 'door', open: event.open });
        return;
      case 'faultRaised':
        await diary.write({ type: 'fault.raised', ...where(event.slot), fault: event.fault });
        return;
      case 'cleared':
        await diary.write({ type: 'fault.cleared', ...where(event.slot), fault: event.fault });
        return;
      case 'tamper':
        await diary.write({ type: 'tamper', kind: event.kind });
        return;
      case 'boot':
        await diary.write({ type: 'boot', cause: event.cause, bootCount: event.bootCount });
        return;
      case 'claim': {
        const txn = event.txn === unknownTxn ? diary.history.latest()?.open.txn : event.txn;
        if (txn === undefined) {
          log.warn('a citizen claims a vend that this journal does not know');
          return;
        }
        await diary.write({ type: 'vend.claimed', txn });
        // The centre answers with a text of its own; without it somebody would stand there unheard.
        if (!isOnline()) void session().sayClaimKept();
        return;
      }
    }
  };
}

/** A fault's slot, left out where it is the whole machine's. */
function where(onLine: number): { slot?: number } {
  const slot = slotOfFault(onLine);
  return slot === undefined ? {} : { slot };
}
