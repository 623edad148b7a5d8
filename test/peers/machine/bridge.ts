/** The machine as the server sees it: it wires link, journal, vending and commands together. */
import type { Clock } from './clock.ts';
import { Commands } from './commands.ts';
import { Journal } from './journal.ts';
import type { DownTopic, LinkOptions } from './link.ts';
import { Link } from './link.ts';
import { OfflineBook } from './offline.ts';
import { VirtualDispenser } from './stock.ts';
import type { Report } from './vending.ts';
import { Vending } from './vending.ts';
import type { Desired, Json } from './wire.ts';
import { parseJson, readAck, readCommand, readDecision, readDesired } from './wire.ts';

const FIRMWARE = 'virtual 1.0';
const MARK_EVERY_MS = 3_600_000;

export interface BridgeOptions {
  link: LinkOptions;
  slots: number;
  stock: number;
}

export class Bridge {
  readonly link: Link;
  readonly vending: Vending;
  private readonly report: Report;
  private readonly journal: Journal;
  private readonly dispenser: VirtualDispenser;
  private readonly offline = new OfflineBook();
  private readonly commands: Commands;
  private desired: Desired | undefined;
  private lockedByCommand = false;

  constructor(options: BridgeOptions, clock: Clock, report: Report) {
    this.report = report;
    this.dispenser = new VirtualDispenser(options.slots, options.stock);
    this.link = new Link(options.link, clock, {
      up: () => this.up(),
      down: (reason) => this.down(reason),
      message: (topic, payload) => this.receive(topic, payload),
    });
    this.journal = new Journal(
      clock,
      (message) => this.link.publish('journal', message),
      (seq, drained) => this.acked(seq, drained),
    );
    this.commands = new Commands({
      setLocked: (locked) => this.setLocked(locked),
      sendReport: () => this.sendReport(),
      newEpoch: () => this.newEpoch(),
    });
    this.vending = new Vending({
      clock,
      journal: this.journal,
      dispenser: this.dispenser,
      offline: this.offline,
      report,
      publish: (name, payload) => this.link.publish(name, payload),
      desired: () => this.desired,
      locked: () => this.locked,
      changed: () => this.publishState(),
    });
    this.beginJournal();
  }

  private get locked(): boolean {
    return this.lockedByCommand || this.desired?.locked === true;
  }

  /** ledger.md, I4: the `dispenser` entry is the baseline from which the counters are checked. */
  private beginJournal(): void {
    const { serialNo, bootCount, counters } = this.dispenser;
    this.journal.append('dispenser', { serialNo, bootCount, counters });
    this.journal.append('line', { up: true });
    this.journal.append('mark', {});
    setInterval(() => this.journal.append('mark', {}), MARK_EVERY_MS).unref();
  }

  private up(): void {
    this.report({ ev: 'connected' });
    this.publishState();
    this.journal.resume();
  }

  private down(reason: string): void {
    this.journal.pause();
    this.report({ ev: 'disconnected', reason });
  }

  private acked(seq: number, drained: boolean): void {
    this.offline.acknowledged(seq);
    if (drained) this.report({ ev: 'drained', seq });
  }

  private receive(topic: DownTopic, payload: Buffer): void {
    const message = parseJson(payload);
    const understood = message !== undefined && this.dispatch(topic, message);
    if (!understood) this.report({ ev: 'invalid', topic });
  }

  /** Reports the message as it came, then acts on it; false: a field is missing or ill-typed. */
  private dispatch(topic: DownTopic, message: Json): boolean {
    switch (topic) {
      case 'decision': {
        const decision = readDecision(message);
        if (decision === undefined) return false;
        this.report({ ...message, ev: 'decision' });
        this.vending.decided(decision);
        return true;
      }
      case 'journal/ack': {
        const ack = readAck(message);
        if (ack === undefined) return false;
        this.report({ ...message, ev: 'ack' });
        this.journal.acknowledge(ack.epoch, ack.seq);
        return true;
      }
      case 'desired': {
        const desired = readDesired(message);
        if (desired === undefined) return false;
        this.report({ ...message, ev: 'desired' });
        this.apply(desired);
        return true;
      }
      case 'command': {
        const command = readCommand(message);
        if (command === undefined) return false;
        this.report({ ...message, ev: 'command' });
        this.link.publish('command/result', this.commands.answer(command));
        return true;
      }
    }
  }

  /** mqtt.md, desired: "applied whenever its version differs". */
  private apply(desired: Desired): void {
    if (this.desired?.version === desired.version) return;
    this.desired = desired;
    for (const slot of this.dispenser.provision(desired)) {
      // "SET_STOCK with the dispenser's own stock (journaled as stock.set, before = after)"
      const { product, stock, capacity } = slot;
      this.journal.append('stock.set', { slot: slot.slot, product, before: stock, after: stock, capacity });
    }
    const lacking = desired.slots.filter(({ slot }) => slot >= this.dispenser.slots.length);
    if (lacking.length > 0) this.report({ ev: 'lacking-slots', slots: lacking.map(({ slot }) => slot) });
    this.publishState();
  }

  private setLocked(locked: boolean): void {
    this.lockedByCommand = locked;
    this.publishState();
  }

  private sendReport(): void {
    this.journal.append('mark', {});
    this.publishState();
  }

  private newEpoch(): void {
    this.journal.startNewEpoch();
    this.publishState();
  }

  private publishState(): void {
    const { serialNo, bootCount } = this.dispenser;
    const slots = this.dispenser.slots.flatMap(({ slot, product, stock, capacity, vendCounter }) => {
      return product === undefined ? [] : [{ slot, product, stock, capacity, vendCounter }];
    });
    const state = {
      ...{
        at: new Date().toISOString(),
        serialNo,
        firmware: FIRMWARE,
        bootCount,
        line: true,
        locked: this.locked,
      },
      ...{ doorOpen: false, faults: [], slots, desiredVersion: this.desired?.version ?? 0 },
      journal: this.journal.state,
    };
    this.link.publish('state', state, true);
  }
}
