import { type CommandHandler, done } from './command.ts';

/** Takes the machine out of service until `unlock`, also over restarts. */
export const lock: CommandHandler<'lock'> = {
  async run(_args, _id, tools) {
    await tools.setLocked(true);
    return done;
  },
};

/** Ends `lock`; a machine that `desired` locks stays locked. */
export const unlock: CommandHandler<'unlock'> = {
  async run(_args, _id, tools) {
    await tools.setLocked(false);
    return done;
  },
};
