import type { Clock, Timer } from '../../protocol/base/clock.ts';
import { messageOf } from '../../protocol/base/errors.ts';
import type { DispenserEvent, RequestOf, ResponseOf } from '../../protocol/serial/catalogue.ts';
import { statusFlag } from '../../protocol/serial/constants.ts';
import { isBridgeError } from '../errors.ts';
import type { Log } from '../log.ts';
import { createLink, type RequestOptions, type SerialLink } from './link.ts';
import {
  hasFlag,
  type LastVend,
  type Picture,
  type StandingFault,
  unknownPicture,
  withDoor,
  withFault,
  withResult,
  withStatus,
} from './picture.ts';

/** STATUS is asked this often: it notices a dead line, a silent reboot and a hand in the machine. */
export const heartbeatMs = 5_000;
/** A bring-up that failed for another reason than the line is tried again after this. */
export const bringUpRetryMs = 5_000;
/** The version of serial.md that we speak. */
export const lineProtocol = 1;

export interface DriverDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** Faults that stood when the journal was last written. */
  readonly faults: readonly StandingFault[];
  /** mqtt.md's rule for a locked machine. */
  readonly locked: () => boolean;
  /** The dispenser was asked everything: settles what a loss of power left open; no LOCK 0 before it resolves. */
  readonly onBringUp: () => Promise<void>;
  readonly onReady: () => void;
  /** Journals and acts; the event's ACK waits for it. The picture already shows it. */
  readonly onEvent: (event: DispenserEvent) => Promise<void>;
  readonly onLine: (up: boolean) => void;
  /** Something of the picture changed. */
  readonly onPicture: (picture: Picture) => void;
}

export interface Driver {
  readonly link: SerialLink;
  picture(): Picture;
  lastVend(slot: number): Promise<LastVend>;
  vend(request: RequestOf<'vend'>, options: RequestOptions): Promise<ResponseOf<'vend'>>;
  display(request: RequestOf<'display'>): Promise<void>;
  setStock(request: RequestOf<'setStock'>): Promise<void>;
  reset(): Promise<void>;
  /** Sends LOCK as the rule now says. */
  applyLock(): Promise<void>;
  refresh(): Promise<Picture>;
  stop(): void;
}

/** One dispenser: its bring-up, its heartbeat, and a live picture of it. */
export function createDriver(deps: DriverDeps): Driver {
  const { clock, log } = deps;
  const link = createLink({ clock, onEvent: takeEvent, onUp, onDown });
  let picture = unknownPicture(deps.faults);
  let heartbeat: Timer | undefined;
  let retry: Timer | undefined;
  /** Counts bring-ups; one that finds a newer number gives way. */
  let run = 0;
  let stopped = false;

  function show(next: Picture): void {
    const changed = JSON.stringify(next) !== JSON.stringify(picture);
    picture = next;
    if (changed) deps.onPicture(picture);
  }

  function onUp(): void {
    show({ ...picture, line: true });
    deps.onLine(true);
    startBringUp();
  }

  function onDown(): void {
    run++;
    heartbeat?.cancel();
    retry?.cancel();
    show({ ...picture, line: false, ready: false });
    if (!stopped) deps.onLine(false);
  }

  function startBringUp(): void {
    run++;
    heartbeat?.cancel();
    retry?.cancel();
    show({ ...picture, ready: false });
    void bringUp(run);
  }

  async function bringUp(mine: number): Promise<void> {
    try {
      const hello = await link.request('hello', {});
      if (hello.protocol !== lineProtocol) {
        log.error({ protocol: hello.protocol }, 'the dispenser speaks another protocol version');
        retry = clock.after(bringUpRetryMs, startBringUp);
        return;
      }
      // Another dispenser may stand there with as many boots: its seqs are not the old one's either.
      const isNewBoot = picture.bootCount !== 0 && picture.bootCount !== hello.bootCount;
      const isAnother = picture.serialNo !== '' && picture.serialNo !== hello.serialNo;
      if (isNewBoot || isAnother) link.forgetEvents(hello.bootCount);
      const status = await link.request('status', {});
      // Shown at once: a VEND_RESULT that comes meanwhile is newer than this.
      const { serialNo, firmware, bootCount } = hello;
      show(withStatus({ ...picture, serialNo, firmware, bootCount }, status));
      for (let slot = 0; slot < status.slots.length; slot++) await lastVend(slot);
      if (mine !== run) return;
      await deps.onBringUp();
      if (mine !== run) return;
      await applyLock();
      if (mine !== run) return;
      show({ ...picture, ready: true });
      scheduleHeartbeat();
      deps.onReady();
    } catch (error) {
      if (mine !== run || stopped || isBridgeError(error, 'LINE_DOWN')) return;
      log.error(`the dispenser could not be brought up: ${messageOf(error)}`);
      retry = clock.after(bringUpRetryMs, startBringUp);
    }
  }

  function scheduleHeartbeat(): void {
    heartbeat?.cancel();
    heartbeat = clock.after(heartbeatMs, () => void beat());
  }

  async function beat(): Promise<void> {
    const mine = run;
    try {
      const hello = await link.request('hello', {});
      const { bootCount, serialNo } = picture;
      if (mine === run && (hello.bootCount !== bootCount || hello.serialNo !== serialNo)) {
        startBringUp();
        return;
      }
      await refresh();
      // A LOCK that crossed a change of the rule, or was lost in a full queue, is mended here.
      if (mine === run && hasFlag(picture, statusFlag.locked) !== deps.locked()) await applyLock();
    } catch (error) {
      if (!isBridgeError(error, 'LINE_DOWN')) log.warn(`heartbeat: ${messageOf(error)}`);
    }
    if (mine === run && !stopped) scheduleHeartbeat();
  }

  async function refresh(): Promise<Picture> {
    show(withStatus(picture, await link.request('status', {})));
    return picture;
  }

  async function takeEvent(event: DispenserEvent): Promise<void> {
    if (event.name === 'door') show(withDoor(picture, event.open));
    if (event.name === 'faultRaised') show(withFault(picture, event.slot, event.fault, true));
    if (event.name === 'cleared') show(withFault(picture, event.slot, event.fault, false));
    if (event.name === 'vendResult') show(withResult(picture, event.slot, event.vendCounter));
    await deps.onEvent(event);
    if (event.name === 'boot') {
      // BOOT may be heard before the line counts as up; the probe's answer starts the bring-up then.
      show({ ...picture, bootCount: event.bootCount });
      if (picture.line) startBringUp();
    }
  }

  async function lastVend(slot: number): Promise<LastVend> {
    return link.request('lastVend', { slot });
  }

  async function applyLock(): Promise<void> {
    await link.request('lock', { locked: deps.locked() });
  }

  return {
    link,
    lastVend,
    applyLock,
    refresh,
    picture: () => picture,
    vend: (request, options) => link.request('vend', request, options),
    async display(request) {
      await link.request('display', request);
    },
    async setStock(request) {
      await link.request('setStock', request);
      await refresh();
    },
    async reset() {
      await link.request('reset', {});
    },
    stop() {
      stopped = true;
      run++;
      heartbeat?.cancel();
      retry?.cancel();
    },
  };
}
