import { messageOf } from '../protocol/base/errors.ts';
import type { BridgeDeps } from './bridge-deps.ts';
import { createDesiredKeeper, type DesiredKeeper } from './desired.ts';
import { createHappenings } from './happenings.ts';
import { uuidV7 } from './ids.ts';
import { createDiary, type Diary } from './journal/diary.ts';
import { createMarks } from './marks.ts';
import { createCutOff } from './offline/cut-off.ts';
import { createPorts } from './ports.ts';
import { createReporter } from './reporter.ts';
import { createSeal } from './seal/box.ts';
import { createDriver, type Driver } from './serial/driver.ts';
import { createPatience } from './session/patience.ts';
import { createSettler } from './session/settler.ts';
import { createSession, type Session } from './session/shell.ts';
import { createVendBook, type EndedVend } from './session/vend-book.ts';
import { createVendor } from './session/vendor.ts';
import { closedBy, isLocked, type MachineFacts, timeZoneOf } from './session/view.ts';
import { openStores } from './stores.ts';
import { createCommands } from './uplink/commands.ts';
import { createUplink, settlingMs } from './uplink/connection.ts';
import { createInbox } from './uplink/inbox.ts';
import { createJournalSender } from './uplink/journal-sender.ts';

/** A vend under way may take this long at a stop. */
export const stopWaitMs = 10_000;
/** How long a stop waits for the server to have heard everything. */
const drainWaitMs = 2_000;

export interface Bridge {
  /** Resolves when the journal is open and the ports are being opened. @throws STATE_UNREADABLE, DATA_OTHER_CLOCK, or a file's error. */
  start(): Promise<void>;
  /** Ends a vend under way (10 s at most), says goodbye, closes. */
  stop(): Promise<void>;
}

/** One machine: puts the parts together. The same object runs as a process, in tests and in simulations. */
export function createBridge(deps: BridgeDeps): Bridge {
  let stop: (() => Promise<void>) | undefined;
  return {
    async start() {
      stop = await run(deps);
    },
    async stop() {
      await stop?.();
      stop = undefined;
    },
  };
}

async function run(deps: BridgeDeps): Promise<() => Promise<void>> {
  const { clock, wall, random, log } = deps;
  // The offline counts have a timer from the moment on in which they are open.
  let keeper: DesiredKeeper | undefined;
  const stores = await openStores(deps, () => keeper?.current()?.offline);
  const { state, stamps, history, journal, offline } = stores;
  // From the diary on the parts are put together without a pause, in which one would ask another that is not there yet.
  const seal = await createSeal();
  const storedDesired = await state.desired.read().catch((error) => {
    // The server says it again at the next connection; until then nothing is vended.
    log.error(messageOf(error));
    return undefined;
  });
  const diary: Diary = createDiary(journal, history, () => {
    sender.wake();
    // A disk that takes entries again makes the machine ready again.
    session.changed();
    reporter.journalMoved();
  });
  const marks = createMarks(diary, clock, log);

  const uplink = createUplink({
    machine: deps.machine,
    token: deps.token,
    connect: deps.connectMqtt,
    clock: wall,
    now: clock.now,
    random,
    log,
    about: { bridge: deps.version, boot: state.identity.boot },
    onMessage: (topic, payload) => inbox.take(topic, payload),
    onOnline() {
      patience.changed();
      session.changed();
      reporter.online();
      sender.online();
      void commands.recover();
    },
    onOffline() {
      sender.offline();
      cutOff.lost();
    },
  });
  const cutOff = createCutOff({
    clock: wall,
    online: uplink.online,
    settling: uplink.settling,
    settlingMs,
    onChanged: () => session.changed(),
  });
  const sender = createJournalSender({
    clock: wall,
    log,
    journal,
    stamps,
    publish: (message) => uplink.publish('journal', message),
    onAcked() {
      offlineAcked();
      // A journal that was full takes vends again.
      cutOff.answered();
      reporter.journalMoved();
    },
    onEpoch() {
      offlineAcked();
      refreshAll();
    },
  });

  const driver: Driver = createDriver({
    clock: wall,
    log,
    faults: history.faults(),
    locked: () => isLocked(facts()),
    onBringUp: () => settler.settle(),
    onReady() {
      desired.apply();
      void commands.recover();
    },
    onEvent: (event) => happen(event),
    onLine(up) {
      log[up ? 'info' : 'warn'](up ? 'the dispenser answers' : 'the dispenser does not answer');
      if (history.line() === up) return;
      diary.write({ type: 'line', up }).catch((error) => log.warn(`line: ${messageOf(error)}`));
    },
    onPicture: () => refreshAll(),
  });
  const book = createVendBook({ diary, picture: driver.picture, onEnded: (ended) => vendEnded(ended) });
  const vendor = createVendor({
    clock: wall,
    log,
    stamps,
    driver,
    book,
    offline,
    seal,
    desired: () => desired.current(),
    epoch: () => journal.state().epoch,
    publish: (authorize) => void uplink.publish('authorize', authorize).catch(() => {}),
    onNotBegun: marks.notBegun,
    onUnanswered: () => cutOff.unanswered(),
  });
  const settler = createSettler({ clock: wall, log, driver, book, quiet: vendor.quiet });
  const session: Session = createSession({
    clock,
    wall,
    log,
    uptimeMs: stamps.uptimeMs,
    freshTxn: () => uuidV7(random, clock.now()),
    facts: () => facts(),
    defaultLanguage: deps.language,
    timeZone: () => timeZoneOf(desired.current(), deps.timeZone),
    display: driver.display,
    vendor,
  });
  const desired: DesiredKeeper = createDesiredKeeper({
    store: state.desired,
    stored: storedDesired,
    driver,
    diary,
    session: () => session,
    log,
    onChanged: lockChanged,
  });
  keeper = desired;
  const reporter = createReporter({
    clock: wall,
    now: clock.now,
    journal,
    facts: () => facts(),
    productOf: (code) => desired.productOf(code),
    publish: (message) => uplink.publish('state', message),
  });
  const patience = createPatience({ clock: wall, starting });
  const isOnline = uplink.online;
  const happen = createHappenings({ diary, book, session: () => session, patience, isOnline, log });
  const commands = createCommands({
    store: stores.commands,
    log,
    publish: (result) => uplink.publish('command/result', result),
    tools: {
      clock,
      driver,
      session,
      diary,
      codeOf: desired.codeOf,
      isPlanned: () => desired.current() !== undefined,
      async setLocked(locked) {
        await state.setLockedByCommand(locked);
        lockChanged();
      },
      async report() {
        await marks.now();
        await reporter.now();
      },
      newEpoch: sender.newEpoch,
      restart: deps.onRestart,
    },
  });
  const inbox = createInbox({
    log,
    onDecision(decision) {
      if (decision.validMs !== undefined) marks.sawValidity(decision.validMs);
      cutOff.answered();
      session.decision(decision);
    },
    onAck: sender.takeAck,
    onDesired: desired.take,
    onCommand: commands.take,
  });
  const ports = createPorts({
    ...{ clock: wall, random: random.fraction, log, link: driver.link },
    ...{ openSerial: deps.openSerial, reader: deps.reader },
    onCard: (card) => happen({ name: 'card', ...card }),
  });

  function facts(): MachineFacts {
    return {
      picture: driver.picture(),
      desired: desired.current(),
      lockedByCommand: state.identity.lockedByCommand,
      canBegin: journal.canBegin() && history.open() === undefined,
      journalBroken: journal.fault() !== undefined,
      journalFull: journal.fill() >= 1,
      online: uplink.online(),
      offlineRoom: cutOff.is() ? offline.room(desired.current()?.offline) : undefined,
    };
  }

  /** Not ready to serve, and likely to be so in a moment. */
  function starting(): boolean {
    return closedBy(facts()) === 'starting' || uplink.settling();
  }

  function refreshAll(): void {
    session.changed();
    patience.changed();
    reporter.changed();
  }

  function lockChanged(): void {
    // A line that is down gets its LOCK at the next bring-up.
    if (driver.picture().ready) driver.applyLock().catch(() => {});
    refreshAll();
  }

  function offlineAcked(): void {
    offline
      .acknowledged(journal.state(), history.open() !== undefined)
      .catch((error) => log.warn(`offline counts: ${messageOf(error)}`));
  }

  function vendEnded(ended: EndedVend): void {
    const { epoch, lastSeq } = journal.state();
    const dispensed = ended.kind === 'completed' ? ended.dispensed : 0;
    offline
      .end(ended.vend.txn, dispensed, { epoch, seq: lastSeq })
      .catch((error) => log.error(`offline counts: ${messageOf(error)}`));
    session.ended(ended);
    refreshAll();
    desired.apply();
    void commands.recover();
  }

  marks.start();
  ports.start();
  uplink.start();
  cutOff.lost();
  settler.start();

  return async () => {
    // Over a line that is down no vend can end: the next start settles it.
    if (driver.picture().line) await session.whenIdle(stopWaitMs);
    settler.stop();
    marks.stop();
    session.stop();
    // What is not heard now waits on the disk; but a city that closes for the night wants its figures today.
    await sender.whenDrained(drainWaitMs);
    driver.stop();
    ports.stop();
    offline.stop();
    cutOff.stop();
    reporter.stop();
    sender.offline();
    await uplink.stop();
    await journal.close();
  };
}
