import { type CommandHandler, interrupted } from './command.ts';

/** Reboots the dispenser. A second reboot is not what was ordered, so a restart in between ends it. */
export const resetDispenser: CommandHandler<'reset-dispenser'> = {
  whenIdle: true,
  async run(_args, _id, tools) {
    await tools.driver.reset();
    return { ok: true };
  },
  recover: async () => interrupted,
};
