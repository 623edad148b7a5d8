import { type CommandHandler, done } from './command.ts';

/** State and a mark, now. */
export const report: CommandHandler<'report'> = {
  async run(_args, _id, tools) {
    await tools.report();
    return done;
  },
};

/** A fresh epoch, which carries unacknowledged entries over (mqtt.md, journal). */
export const newEpoch: CommandHandler<'new-epoch'> = {
  async run(_args, _id, tools) {
    await tools.newEpoch();
    return done;
  },
  async recover(_args, { epoch }, tools) {
    // A second new epoch would be a second alarm.
    if (epoch === tools.diary.journal.state().epoch) await tools.newEpoch();
    return done;
  },
};
