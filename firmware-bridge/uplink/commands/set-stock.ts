import type { CommandArgs } from '../../../protocol/mqtt/messages/command.ts';
import { type CommandHandler, type CommandTools, done, interrupted } from './command.ts';

type Args = CommandArgs<'set-stock'>;

/** Tells the dispenser what a slot holds now, then journals it (mqtt.md, command names). */
export const setStock: CommandHandler<'set-stock'> = {
  whenIdle: true,
  async run(args, _id, tools) {
    const { slot, stock, capacity } = args;
    const product = tools.codeOf(args.product);
    const { ready, slots } = tools.driver.picture();
    if (!ready) return { ok: false, code: 'line-down' };
    // What an open vend still takes from the stock would be counted from the new one (mqtt.md, command names).
    if (tools.diary.history.open() !== undefined) return { ok: false, code: 'busy' };
    if (!tools.isPlanned()) return { ok: false, code: 'busy' };
    const before = slots[slot];
    if (before === undefined || product === undefined) return { ok: false, code: 'bad-args' };
    await tools.driver.setStock({ slot, product, stock, capacity });
    await write(args, before.stock, tools);
    return done;
  },
  async recover(args, { lastSeq }, tools) {
    if (!tools.driver.picture().ready) return undefined;
    const now = tools.driver.picture().slots[args.slot];
    const written = tools.diary.history.lastStockSet(args.slot);
    if (written !== undefined && written.seq > lastSeq && written.after === args.stock) return done;
    const isSet =
      now?.stock === args.stock &&
      now.capacity === args.capacity &&
      now.product === tools.codeOf(args.product);
    if (!isSet) return interrupted;
    // The dispenser has it and the journal does not: the power went in between.
    await write(args, written?.after ?? args.stock, tools);
    return done;
  },
};

async function write(args: Args, before: number, tools: CommandTools): Promise<void> {
  const { slot, product, stock, capacity, staff, visit, lot } = args;
  await tools.diary.write({
    type: 'stock.set',
    slot,
    product,
    before,
    after: stock,
    capacity,
    ...(staff === undefined ? {} : { staff }),
    ...(visit === undefined ? {} : { visit }),
    ...(lot === undefined ? {} : { lot }),
  });
}
