import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import { type Child, startChild } from './child.ts';
import { eventually } from './eventually.ts';
import { sessionCookie } from './sign-in.ts';
import { tempFolder } from './temp-folder.ts';

const root = new URL('../../', import.meta.url).pathname;
const script = (path: string) => join(root, path);

export interface SystemOptions {
  /** A policy file's text; the server's own default without it. */
  readonly policy?: string;
  /** auto, off, or a URL. */
  readonly influx?: string;
  /** The simulated clock of all three, as START,SPEED. */
  readonly simulated?: string;
  /** Whose dispenser: ours, or the one written from the contract alone. */
  readonly dispenser?: 'ours' | 'foreign';
  /** Serve pages to others without encryption. */
  readonly insecure?: boolean;
  readonly slots?: number;
  readonly stock?: number;
  /** How long an item takes to fall. */
  readonly vendMs?: number;
  /** `--log-level` of server and bridge. */
  readonly logLevel?: string;
  /** `--slots` of the enrolment. */
  readonly planogram?: string;
  /** More flags of the bridge, with their values. */
  readonly bridge?: readonly string[];
}

export const machineId = 'izmir-konak-01';

/** Server, bridge and dispenser as real processes on TCP and a PTY, with files that outlive each of them. */
export async function startSystem(options: SystemOptions = {}) {
  const folder = tempFolder();
  const paths = {
    ...{ data: join(folder, 'server'), bridge: join(folder, 'bridge'), nvram: join(folder, 'nvram.json') },
    ...{ tty: join(folder, 'tty'), token: join(folder, 'token'), policy: join(folder, 'policy.yaml') },
  };
  mkdirSync(paths.data);
  if (options.policy !== undefined) writeFileSync(paths.policy, options.policy);
  const children = new Set<Child>();
  onTestFinished(async () => {
    await Promise.all([...children].reverse().map((child) => child.end('SIGTERM')));
  });
  const run = (path: string, argv: readonly string[]): Child => {
    const child = startChild(script(path), argv);
    children.add(child);
    void child.ended.then(() => children.delete(child));
    return child;
  };

  const origin = new Date().toISOString();
  const time = ({ wall = false } = {}): string[] =>
    options.simulated === undefined || wall ? [] : ['--simulated', `${options.simulated},${origin}`];

  const logLevel = options.logLevel === undefined ? [] : ['--log-level', options.logLevel];

  let ports = { http: options.insecure ? '0.0.0.0:0' : '127.0.0.1:0', mqtt: '127.0.0.1:0' };
  async function startServer(when?: { wall: boolean }): Promise<Child> {
    const policy = options.policy === undefined ? [] : ['--policy', paths.policy];
    const influx = options.influx ?? 'off';
    const argv = [
      '--data',
      paths.data,
      '--http',
      ports.http,
      '--mqtt',
      ports.mqtt,
      '--influx',
      influx,
      ...policy,
      ...(options.insecure ? ['--insecure'] : []),
      ...logLevel,
      ...time(when),
    ];
    const child = run('server/bin/server.js', argv);
    const { http, mqtt } = await child.line('serving server', ({ msg }) => msg === 'serving', 60_000);
    ports = { http: String(http).replace('http://', ''), mqtt: String(mqtt).replace('mqtt://', '') };
    return child;
  }

  function enrol(id: string): string {
    const plan = options.planogram === undefined ? [] : ['--slots', options.planogram];
    const place = ['--name', 'Konak Metro', '--district', 'Konak', '--lat', '38.4169', '--lon', '27.1286'];
    const argv = [
      script('server/bin/server.js'),
      'machine',
      'enrol',
      id,
      '--data',
      paths.data,
      ...place,
      '--language',
      'en',
      ...plan,
    ];
    const { stdout, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8' });
    if (stdout === '') throw new Error(`not enrolled: ${stderr}`);
    return (JSON.parse(stdout) as { token: string }).token;
  }

  async function startDispenser(): Promise<Child> {
    const { slots = 1, stock = 100, vendMs = 100 } = options;
    const argv = [
      '--slots',
      String(slots),
      '--stock',
      String(stock),
      '--nvram',
      paths.nvram,
      '--link',
      paths.tty,
      '--vend-ms',
      String(vendMs),
      ...(options.dispenser === 'foreign' ? [] : time()),
    ];
    const child =
      options.dispenser === 'foreign'
        ? run('test/peers/dispenser.ts', argv)
        : run('simulators/bin/sim.js', ['dispenser', ...argv]);
    await child.line('PTY', ({ pty }) => pty !== undefined);
    return child;
  }

  const startBridge = async (when: { wall?: boolean; mqtt?: string } = {}): Promise<Child> => {
    const link = ['--serial', paths.tty, '--mqtt', `mqtt://${when.mqtt ?? ports.mqtt}`];
    const child = run('firmware-bridge/bin/bridge.js', [
      '--machine',
      machineId,
      ...link,
      '--token-file',
      paths.token,
      '--data',
      paths.bridge,
      ...(options.bridge ?? []),
      ...logLevel,
      ...time(when),
    ]);
    await child.line('bridge that runs', ({ msg }) => String(msg).includes('runs'));
    return child;
  };

  function query<T>(sql: string, ...values: unknown[]): T[] {
    const db = new Database(join(paths.data, 'ledger.db'), { readonly: true });
    try {
      return db.prepare(sql).all(...values) as T[];
    } finally {
      db.close();
    }
  }

  /** The dispenser's own memory of what it ever gave: the reference for everything else. */
  const counted = (): number => {
    const memory = JSON.parse(readFileSync(paths.nvram, 'utf8')) as { slots: { vendCounter: number }[] };
    return memory.slots.reduce((sum, slot) => sum + slot.vendCounter, 0);
  };
  const booked = () => query<{ n: number }>('SELECT COALESCE(SUM(items), 0) AS n FROM vends')[0]?.n ?? 0;

  const server = await startServer();
  writeFileSync(paths.token, enrol(machineId));
  return {
    paths,
    server,
    startServer,
    startDispenser,
    startBridge,
    enrol,
    run,
    query,
    counted,
    booked,
    ports: () => ports,
    /** The Cookie header of an admin who is signed in. */
    cookie: () => sessionCookie(paths.data),

    /** Waits until the dispenser's memory says that an item is in motion: a VEND's verdict is told before that. */
    inMotion: () =>
      eventually('an item in motion', () =>
        /"(moving|inMotion)":true/.test(readFileSync(paths.nvram, 'utf8')),
      ),

    /** Waits until the machine serves: the dispenser shows that it waits for a card. */
    serving: (dispenser: Child, from = 0) =>
      eventually('an idle display', () =>
        dispenser.lines
          .slice(from)
          .findLast(
            (line) =>
              line.ev === 'display' && /^(Tap your card|Choose, then tap|Not there)/.test(String(line.text)),
          ),
      ).catch((error: unknown) => {
        const logs = [...children].flatMap((child) =>
          child.lines.slice(-12).map((line) => JSON.stringify(line)),
        );
        throw new Error(`${String(error)}\n${logs.join('\n')}`);
      }),

    /**
     * Waits until nothing is open or on its way, and holds the books against the dispenser's own counters; `items` is
     * what should have fallen, where a test knows it.
     */
    async booksAgree(items?: number): Promise<void> {
      const open = () =>
        query(
          "SELECT txn FROM transactions WHERE state = 'open' OR (state = 'reserved' AND started_at IS NOT NULL)",
        );
      await eventually(
        `nothing open, ${items ?? 'all'} items counted and booked`,
        () => {
          // Each is read once: between two readings another item may fall.
          const [fell, told] = [counted(), booked()];
          return open().length === 0 && fell === told && (items === undefined || items === fell);
        },
        30_000,
      ).catch((error: unknown) => {
        const found = { counted: counted(), booked: booked(), open: open() };
        throw new Error(`${String(error)}: ${JSON.stringify(found)}`);
      });
      const twice = query('SELECT txn FROM vends GROUP BY txn HAVING COUNT(*) > 1');
      if (twice.length > 0) throw new Error('a txn is booked twice');
      // Conservation (ledger.md, I4): since its baseline each slot gave what the ledger says.
      const slots = query<{ slot: number; baseline: number; dispensed: number }>(
        'SELECT slot, baseline, dispensed FROM slots',
      );
      const memory = JSON.parse(readFileSync(paths.nvram, 'utf8')) as { slots: { vendCounter: number }[] };
      for (const { slot, baseline, dispensed } of slots) {
        const counter = memory.slots[slot]?.vendCounter;
        if (baseline + dispensed !== counter)
          throw new Error(`slot ${slot}: ${baseline} + ${dispensed} is not ${counter}`);
      }
    },
  };
}
export type System = Awaited<ReturnType<typeof startSystem>>;

/** The nth of many different cards. */
export const cardCommand = (n: number): string => `card uid 04${n.toString(16).padStart(6, '0')}`;
