import type { Clock, Timer } from '../../protocol/base/clock.ts';
import type { Counts } from './counts.ts';

/** How often the line is written: over the one before in a terminal, as a new line elsewhere. Wall ms. */
const everyMs = { terminal: 2_000, file: 10_000 } as const;

/** What a line of progress tells. */
export interface Progress extends Readonly<Counts> {
  readonly atMs: number;
  readonly machines: number;
  /** Machines without a single pack. */
  readonly empty: number;
  readonly waiting: number;
  readonly memoryBytes: number;
}

const city = new Intl.DateTimeFormat('en-GB', {
  ...{ timeZone: 'Europe/Istanbul', hourCycle: 'h23' },
  ...{ day: '2-digit', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' },
});

/** So many of something, in words. */
export function some(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** One line for people. */
export function progressLine(now: Progress): string {
  const left = now.left > 0 ? `, ${now.left} left the queue` : '';
  const parts = [
    some(now.packs, 'pack'),
    `${now.refusals} refused${left}`,
    some(now.jams, 'jam'),
    some(now.restocks, 'restock'),
    `${some(now.machines, 'machine')}, ${now.empty} empty`,
    `${now.waiting} waiting`,
    `${Math.round(now.memoryBytes / 2 ** 20)} MiB`,
  ];
  return `${city.format(now.atMs)}  ${parts.join(' · ')}`;
}

/** Where lines for people go. In a terminal the progress stands below them and is written over. */
export interface Screen {
  say(line: string): void;
  /** In a terminal: what is being waited for, until something else is shown there or '' is. */
  wait(line: string): void;
  /** Shows what `look` gives, again and again. */
  follow(look: () => Promise<Progress>): void;
  stop(): void;
}

/** A screen on standard output; `wall` paces it. */
export function createScreen(out: NodeJS.WriteStream, wall: Clock): Screen {
  const inPlace = out.isTTY === true;
  const pauseMs = inPlace ? everyMs.terminal : everyMs.file;
  let shown = '';
  let timer: Timer | undefined;
  let stopped = false;

  function say(line: string): void {
    out.write(shown === '' ? `${line}\n` : `\r\u001b[K${line}\n${shown}`);
  }

  function show(line: string): void {
    // A line that wraps could not be written over. Some terminals know no width.
    if (inPlace) shown = out.columns > 1 ? line.slice(0, out.columns - 1) : line;
    out.write(inPlace ? `\r\u001b[K${shown}` : `${line}\n`);
  }

  return {
    say,
    wait(line) {
      if (inPlace) show(line);
    },
    follow(look) {
      const again = () => {
        timer = wall.after(pauseMs, () => {
          look()
            .then((now) => {
              if (!stopped) show(progressLine(now));
            })
            .catch(() => {})
            .finally(() => {
              if (!stopped) again();
            });
        });
      };
      again();
    },
    stop() {
      stopped = true;
      timer?.cancel();
      if (shown !== '') out.write('\n');
      shown = '';
    },
  };
}
