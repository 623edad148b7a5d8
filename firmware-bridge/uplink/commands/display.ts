import { cutToBytes } from '../../../protocol/display/text.ts';
import { maxDisplayBytes } from '../../../protocol/serial/constants.ts';
import { type CommandHandler, done, interrupted } from './command.ts';

/** Shows an operator's text; never in the middle of a visit. */
export const display: CommandHandler<'display'> = {
  whenIdle: true,
  async run({ text, seconds }, _id, tools) {
    await tools.session.announce(cutToBytes(text, maxDisplayBytes), seconds);
    return done;
  },
  // Whether it was seen nobody knows, and by now somebody may be in the middle of a visit.
  recover: async () => interrupted,
};
