import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A program of ours under test that prints lines of JSON. */
export interface Child {
  /** Every line so far. */
  readonly lines: Readonly<Record<string, unknown>>[];
  /** The first line, from now or before, that is wanted. Rejects after `withinMs`. */
  line(
    what: string,
    wanted: (line: Readonly<Record<string, unknown>>) => boolean,
    withinMs?: number,
  ): Promise<Readonly<Record<string, unknown>>>;
  /** All that it printed, as it stands, with what it complained of. */
  said(): string;
  type(text: string): void;
  /** Ends it; resolves with its exit code, null after a signal that it did not handle. Rejects where it does not end. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
  readonly ended: Promise<number | null>;
}

/** What a program may take to end; all of ours promise ten seconds, on a computer that has nothing else to do. */
const endMs = 60_000;

/** Starts a script of the repository with this Node, or another one. */
export function startChild(script: string, argv: readonly string[], node = process.execPath): Child {
  const child: ChildProcessWithoutNullStreams = spawn(node, [script, ...argv]);
  const lines: Readonly<Record<string, unknown>>[] = [];
  const waiting = new Set<() => void>();
  const printed: string[] = [];
  const complaints: string[] = [];
  child.stderr.on('data', (bytes) => complaints.push(String(bytes)));
  child.stdin.on('error', () => {});
  createInterface({ input: child.stdout }).on('line', (text) => {
    printed.push(text);
    lines.push(JSON.parse(text) as Record<string, unknown>);
    for (const look of [...waiting]) look();
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));

  return {
    lines,
    ended,
    said: () => [...printed, ...complaints].join('\n'),
    line: (what, wanted, withinMs = 60_000) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = lines.find(wanted);
          if (found === undefined) return;
          stop();
          resolve(found);
        };
        const give = (why: string) => {
          stop();
          reject(new Error(`no ${what}: ${why}; stderr: ${complaints.join('')}`));
        };
        const late = setTimeout(() => give(`not within ${withinMs} ms`), withinMs);
        void ended.then(() => give('the program has ended'));
        const stop = () => {
          waiting.delete(look);
          clearTimeout(late);
        };
        waiting.add(look);
        look();
      }),
    type: (text) => child.stdin.write(`${text}\n`),
    async end(signal) {
      child.kill(signal);
      const patience = Promise.withResolvers<never>();
      const late = setTimeout(() => {
        child.kill('SIGKILL');
        const said = lines.slice(-20).map((line) => JSON.stringify(line));
        const why = `${script} did not end within ${endMs} ms of ${signal}`;
        patience.reject(new Error([why, ...said, ...complaints].join('\n')));
      }, endMs);
      try {
        return await Promise.race([ended, patience.promise]);
      } finally {
        clearTimeout(late);
      }
    },
  };
}
