import { describe, expect, it } from 'vitest';
import { machineClient } from '../../support/machine-client.ts';
import { closing } from '../../support/server-bench.ts';
import { linesOf, runServerCommand, startServerProcess } from '../../support/server-process.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const machine = (data: string, ...argv: string[]) => runServerCommand(['machine', ...argv, '--data', data]);

describe('machine', () => {
  it('enrol, send, list and revoke work while the server runs', async () => {
    const data = tempFolder();
    const server = await startServerProcess(data);
    const place = ['--name', 'Konak 1', '--lat', '38.42', '--lon', '27.14', '--district', 'Konak'];
    const enrolled = await machine(data, 'enrol', 'izmir-01', ...place, '--slots', 'adult:150,adult:50');
    expect(enrolled).toMatchObject({ code: 0, err: '' });
    const { token } = linesOf(enrolled.out)[0] as { token: string };
    expect(token).toMatch(/^[\w-]{43}$/);

    const unknown = await machine(data, 'enrol', 'izmir-02', '--slots', 'gloves:10,adult:10');
    expect(unknown).toMatchObject({ code: 2, out: '' });
    expect(unknown.err).toContain('gloves (--slots, slot 0): allowed is a product of the policy: adult');

    const client = await machineClient(server.mqttPort, 'izmir-01', token);
    expect(await client.next('/desired')).toMatchObject({
      slots: [
        { slot: 0, product: 'adult', capacity: 150 },
        { slot: 1, product: 'adult', capacity: 50 },
      ],
    });

    const sent = await machine(
      data,
      'send',
      'izmir-01',
      '--command',
      'test-vend',
      '--args',
      '{"slot":1,"qty":2}',
    );
    const { command } = linesOf(sent.out)[0] as { command: string };
    expect(await client.next('/command')).toMatchObject({
      id: command,
      name: 'test-vend',
      args: { slot: 1, qty: 2 },
    });
    await client.publish('command/result', { id: command, ok: true, at: new Date().toISOString() });

    const listed = await machine(data, 'list');
    expect(linesOf(listed.out)).toMatchObject([
      { id: 'izmir-01', name: 'Konak 1', lat: 38.42, lon: 27.14, revokedAtMs: null },
    ]);
    expect(listed.out).not.toContain(token);

    const closed = closing(client.client);
    expect(await machine(data, 'revoke', 'izmir-01')).toMatchObject({ code: 0 });
    await closed;
    await expect(machineClient(server.mqttPort, 'izmir-01', token)).rejects.toThrow('not let in');
    expect(server.out()).not.toContain(token);
    expect(await server.end('SIGTERM')).toBe(0);
  });

  it('says what is wrong, and changes nothing', async () => {
    const data = tempFolder();
    expect(await machine(data, 'enrol', 'izmir-01')).toMatchObject({ code: 0 });
    const cases: [string[], number, RegExp][] = [
      [['enrol', 'izmir-01'], 1, /MACHINE_EXISTS/],
      [['enrol', 'Izmir 01'], 1, /MACHINE_ID_INVALID/],
      [
        ['enrol', 'izmir-02', '--lat', '91', '--lon', 'east', '--slots', 'adult', '--language', 'de'],
        2,
        /4 mistake/,
      ],
      [
        ['enrol', 'izmir-03', '--slots', 'adult:65536,adult:65535,adult:99999'],
        2,
        /2 mistake.*\n.*65536 \(--slots, slot 0\).*up to 65535\n.*99999 \(--slots, slot 2\)/,
      ],
      [['revoke', 'izmir-99'], 1, /MACHINE_UNKNOWN/],
      [['send', 'izmir-99', '--command', 'lock'], 1, /MACHINE_UNKNOWN/],
      [['send', 'izmir-01', '--command', 'explode'], 2, /lock, unlock/],
      [['send', 'izmir-01', '--command', 'test-vend', '--args', '{"slot":99}'], 1, /COMMAND_INVALID/],
      [['send', 'izmir-01', '--command', 'lock', '--args', '{'], 1, /COMMAND_INVALID/],
      [['send', 'izmir-01', '--command', 'lock', '--valid-seconds', '0'], 2, /seconds from 1 to 86400/],
      [['frobnicate', 'izmir-01'], 2, /machine enrol ID/],
      [[], 2, /machine enrol ID/],
    ];
    const results = await Promise.all(cases.map(([argv]) => machine(data, ...argv)));
    for (const [at, [argv, code, told]] of cases.entries()) {
      expect([argv, results[at]?.code]).toEqual([argv, code]);
      expect(results[at]?.err).toMatch(told);
      expect(results[at]?.out).toBe('');
    }
    const nowhere = await machine(tempFolder(), 'list');
    expect(nowhere).toMatchObject({
      code: 1,
      err: expect.stringContaining('there is no ledger in that folder'),
    });
    expect(linesOf((await machine(data, 'list')).out)).toHaveLength(1);
    // Some fourteen processes, most of them at once.
  }, 60_000);
});
