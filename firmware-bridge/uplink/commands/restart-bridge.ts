import { type CommandHandler, done } from './command.ts';

/** Ends the bridge, so that its supervisor starts it again; the new start tells the result. */
export const restartBridge: CommandHandler<'restart-bridge'> = {
  whenIdle: true,
  run(_args, _id, tools) {
    tools.restart();
    // Never answered by this start: the result is that there is a next one.
    return new Promise(() => {});
  },
  recover: async () => done,
};
