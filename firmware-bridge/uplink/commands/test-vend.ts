import { type CommandHandler, type CommandOutcome, interrupted } from './command.ts';

/** Vends without a card; the command's id is the txn, so that nothing can make it happen twice. */
export const testVend: CommandHandler<'test-vend'> = {
  whenIdle: true,
  async run({ slot, qty }, id, tools) {
    const result = await tools.session.testVend(id.toLowerCase(), slot, qty);
    return result.ok ? dispensed(result.dispensed) : { ok: false, code: result.code };
  },
  async recover(_args, { id }, tools) {
    const vend = tools.diary.history.vend(id.toLowerCase());
    if (vend === undefined || vend.ended === 'cancelled') return interrupted;
    // Still open: the bring-up settles it.
    return vend.ended === undefined ? undefined : dispensed(vend.ended.dispensed);
  },
};

function dispensed(items: number): CommandOutcome {
  return { ok: true, detail: `dispensed ${items}` };
}
