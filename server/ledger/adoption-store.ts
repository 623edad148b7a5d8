import type { Db } from '../store/open.ts';
import type { Pseudonym } from './usage-store.ts';

/** What is kept of a card by its pseudonym, and read again by it. */
const named = ['usage', 'allowances', 'disputes'] as const;

/**
 * Gives what is kept of a card under earlier keys the name that it has under the present one. It is done whenever the
 * card is met, before anything is asked of it, so that a history stands under one name and its sums are whole (ledger.md,
 * card); what is never met again keeps its old name until that key is destroyed.
 */
export function createAdoption(db: Db): (who: Pseudonym | undefined) => void {
  const renames = named.map((table) => db.prepare(`UPDATE ${table} SET card = ?, key_id = ? WHERE card = ?`));
  // Brought in twice, under both keys, a card is on the list once.
  const relist = db.prepare(
    'UPDATE OR REPLACE list_cards SET card = ? WHERE card = ? AND list IN (SELECT id FROM lists WHERE holds = 1)',
  );
  return (who) => {
    for (const old of who?.before ?? []) {
      for (const rename of renames) rename.run(who?.card, who?.keyId, old);
      relist.run(who?.card, old);
    }
  };
}
