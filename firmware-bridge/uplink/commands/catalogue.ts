import type { CommandName } from '../../../protocol/mqtt/messages/command.ts';
import type { CommandHandler } from './command.ts';
import { display } from './display.ts';
import { lock, unlock } from './lock.ts';
import { newEpoch, report } from './report.ts';
import { resetDispenser } from './reset-dispenser.ts';
import { restartBridge } from './restart-bridge.ts';
import { setStock } from './set-stock.ts';
import { testVend } from './test-vend.ts';

/** Every command of mqtt.md and its handler. */
export const handlers: { readonly [N in CommandName]: CommandHandler<N> } = {
  lock,
  unlock,
  display,
  'reset-dispenser': resetDispenser,
  'restart-bridge': restartBridge,
  'test-vend': testVend,
  'set-stock': setStock,
  report,
  'new-epoch': newEpoch,
};
