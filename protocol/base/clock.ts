/** A timer that was set on a {@link Clock}. Cancelling one that has fired, or twice, does nothing. */
export interface Timer {
  cancel(): void;
}

/**
 * The one source of time. Every part of the product is given a clock and never asks the machine itself, so the
 * same objects run on the wall clock, on a faster simulated clock, and on virtual time that a test steps.
 */
export interface Clock {
  /** Wall time in milliseconds since 1970-01-01T00:00:00Z. May jump when somebody sets it. */
  now(): number;
  /** Milliseconds that only grow, from an arbitrary start; for durations and deadlines. */
  monotonic(): number;
  /** Calls `run` once, `delayMs` of this clock's milliseconds from now. */
  after(delayMs: number, run: () => void): Timer;
}

/** The machine's own clock. */
export function wallClock(): Clock {
  return {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    after: (delayMs, run) => nodeTimer(delayMs, run),
  };
}

/** Where a simulated clock stood, when, and how fast it runs: what two processes need to share one. */
export interface SimulatedClockSpec {
  /** Simulated time at `originMs`, in ms since 1970. */
  readonly startMs: number;
  /** Wall time, in ms since 1970, at which simulated time was `startMs`. */
  readonly originMs: number;
  /** Simulated milliseconds per wall millisecond; above 0. */
  readonly speed: number;
}

/** A clock that runs `speed` times as fast as the wall clock. Processes given the same spec agree on the time. */
export function simulatedClock(spec: SimulatedClockSpec): Clock {
  const now = () => spec.startMs + (Date.now() - spec.originMs) * spec.speed;
  return {
    now: () => Math.floor(now()),
    monotonic: () => performance.now() * spec.speed,
    after: (delayMs, run) => nodeTimer(delayMs / spec.speed, run),
  };
}

/**
 * Reads `START,SPEED[,ORIGIN]`, e.g. `2020-05-20T06:00:00Z,60`: START and ORIGIN as RFC 3339, ORIGIN the wall
 * time of START (`defaultOriginMs` when left out). Returns undefined for anything else.
 */
export function parseSimulatedClock(text: string, defaultOriginMs: number): SimulatedClockSpec | undefined {
  const [start, speed, origin, ...rest] = text.split(',');
  const startMs = Date.parse(start ?? '');
  const originMs = origin === undefined ? defaultOriginMs : Date.parse(origin);
  const factor = Number(speed);
  const usable = Number.isFinite(startMs) && Number.isFinite(originMs) && factor > 0 && factor <= 10_000;
  return usable && rest.length === 0 ? { startMs, originMs, speed: factor } : undefined;
}

/** Resolves after `delayMs` of the clock's time. */
export function sleep(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(delayMs, resolve);
  });
}

/** Longest delay that Node's timers take; a longer one would fire at once. */
const maxDelayMs = 2 ** 31 - 1;

function nodeTimer(delayMs: number, run: () => void): Timer {
  const handle = setTimeout(run, Math.min(Math.max(delayMs, 0), maxDelayMs));
  return { cancel: () => clearTimeout(handle) };
}
