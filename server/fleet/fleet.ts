import type { Logger } from 'pino';
import type { Clock, Timer } from '../../protocol/base/clock.ts';
import { messageOf } from '../../protocol/base/errors.ts';
import { topicOf } from '../../protocol/mqtt/topics.ts';
import type { Broker } from '../broker/broker.ts';
import type { Store } from '../store/client.ts';

/**
 * How often the registry is looked at: for what another process changed, an enrolment, a revocation, a command, and for a
 * policy whose moment has come.
 */
const lookEveryMs = 500;

/** Keeps each connected machine told of what the centre wants of it. */
export function createFleet(deps: {
  clock: Clock;
  now: () => number;
  store: Store;
  broker: () => Broker;
  log: Logger;
  /**
   * Another process wrote: any machine may have been enrolled, revoked or ordered something. `isFirst`: it may have, between
   * the start and the first look.
   */
  onOutside: (isFirst: boolean) => void;
  /** Another policy is in force. */
  onPolicy: () => Promise<void>;
}) {
  const { store, broker, log } = deps;
  const connected = new Set<string>();
  const toldVersion = new Map<string, number>();
  const toldCommands = new Map<string, Set<string>>();
  let seenData: number | undefined;
  let seenPolicy: number | undefined;
  let timer: Timer | undefined;
  let looking: Promise<void> | undefined;
  let stopped = false;

  async function tellDesired(machine: string, always: boolean): Promise<void> {
    const desired = await store.call('desired', machine, deps.now());
    if (desired === undefined || (!always && toldVersion.get(machine) === desired.version)) return;
    toldVersion.set(machine, desired.version);
    await broker().publish(topicOf(machine, 'desired'), JSON.stringify(desired), { retain: true });
  }

  /**
   * Sends what is open: all of it when the machine has just subscribed, else only what it was not sent yet. Commands
   * are given by people, and expire in their time, also where everything else runs on a simulated clock.
   */
  async function tellCommands(machine: string, all: boolean): Promise<void> {
    const open = await store.call('openCommands', machine, deps.clock.now());
    const before = all ? undefined : toldCommands.get(machine);
    // Only what is open is remembered, so that nothing grows with the commands of a long connection.
    const told = open.filter(
      (command) =>
        before?.has(command.id) ||
        broker().sendTo(machine, topicOf(machine, 'command'), JSON.stringify(command)),
    );
    if (connected.has(machine)) toldCommands.set(machine, new Set(told.map(({ id }) => id)));
  }

  async function look(): Promise<void> {
    const { data, policy } = await store.call('changes', deps.now());
    if (data === seenData && policy === seenPolicy) return;
    if (policy !== seenPolicy && seenPolicy !== undefined) await deps.onPolicy();
    for (const machine of [...connected]) {
      if (await cutIfRevoked(machine)) continue;
      await tellDesired(machine, false);
      await tellCommands(machine, false);
    }
    deps.onOutside(seenData === undefined);
    // Only now: where the ledger fails on the way, everybody is looked at again.
    [seenData, seenPolicy] = [data, policy];
  }

  async function cutIfRevoked(machine: string): Promise<boolean> {
    if ((await store.call('tokenHash', machine)) !== undefined) return false;
    log.warn({ machine }, 'a revoked machine was connected and is cut off');
    broker().disconnect(machine);
    return true;
  }

  function schedule(): void {
    if (stopped) return;
    timer = deps.clock.after(lookEveryMs, () => {
      looking = look()
        .catch((error: unknown) => log.error({ error: messageOf(error) }, 'the registry could not be read'))
        .finally(schedule);
    });
  }

  const tell = (what: Promise<void>, machine: string) =>
    void what.catch((error: unknown) =>
      log.error({ machine, error: messageOf(error) }, 'a machine could not be told'),
    );

  return {
    start: schedule,
    connected(machine: string): void {
      connected.add(machine);
      // Published at each connect (mqtt.md, desired), whoever subscribes sooner or later.
      tell(tellDesired(machine, true), machine);
      // It may have been revoked between its login and now, when a look did not see it yet.
      tell(
        cutIfRevoked(machine).then(() => {}),
        machine,
      );
    },
    disconnected(machine: string): void {
      connected.delete(machine);
      toldCommands.delete(machine);
    },
    /** An order was given, or a machine is wanted otherwise: it hears of it now. One that is not here, when it comes. */
    ordered(machine: string): void {
      if (!connected.has(machine)) return;
      tell(tellDesired(machine, false), machine);
      tell(tellCommands(machine, false), machine);
    },
    /** The machine's command subscription was granted (mqtt.md, command). */
    subscribedCommands: (machine: string) => tell(tellCommands(machine, true), machine),
    async stop(): Promise<void> {
      stopped = true;
      timer?.cancel();
      await looking;
    },
  };
}
export type Fleet = ReturnType<typeof createFleet>;
