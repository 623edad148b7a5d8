import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { simulatedClock } from '../../../protocol/base/clock.ts';
import { idleEndMs } from '../../../server/access/session-rule.ts';
import { waitRules } from '../../../server/access/wait-rule.ts';
import { openDatabase } from '../../../server/store/open.ts';
import { otherPassword, password, peopleBench } from '../../support/people.ts';

const wrongAnswer = { code: 'WRONG_CREDENTIALS', message: 'The name or the password is wrong.' };

describe('signing in', () => {
  it('gives a cookie that no script reads and no other site sends, and a session that is over at sign out', async () => {
    const { browser, addUser, url } = await peopleBench();
    await addUser('ayse');
    const ayse = browser();
    expect(await ayse.who()).toBeNull();
    const { status, set, answer } = await ayse.signIn('AYSE', password);
    expect({ status, answer }).toEqual({
      status: 200,
      answer: {
        user: { name: 'ayse', role: 'operator' },
        ...{ needsSetup: false, insecure: false, simulated: false },
      },
    });
    expect(set).toMatch(/^maskfleet=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(await ayse.who()).toEqual({ name: 'ayse', role: 'operator' });

    const headers = { cookie: ayse.cookie() };
    expect((await fetch(`${url}/api/overview`, { headers })).status).toBe(200);
    expect((await ayse.send('DELETE', '/api/session')).status).toBe(204);
    expect(ayse.cookie()).toBe('');
    expect((await fetch(`${url}/api/overview`, { headers })).status).toBe(401);
  });

  it('anew in one browser ends the session before', async () => {
    const { browser, addUser, url } = await peopleBench();
    await addUser('ayse');
    const one = browser();
    await one.signIn('ayse', password);
    const headers = { cookie: one.cookie() };
    await one.signIn('ayse', password);
    expect((await fetch(`${url}/api/overview`, { headers })).status).toBe(401);
    expect(await one.who()).toMatchObject({ name: 'ayse' });
  });

  it('with a wrong password, an unknown or a disabled name gets one answer, after about the same time', async () => {
    const { browser, addUser, ask, audit } = await peopleBench();
    await addUser('ayse');
    const mehmet = await addUser('mehmet');
    await ask(`/api/users/${mehmet}`, {
      ...{ method: 'PATCH', headers: { 'content-type': 'application/json' }, body: '{"disabled":true}' },
    });
    const names = ['ayse', 'nobody', 'mehmet'];
    const times = new Map<string, number>();
    for (let round = 0; round < waitRules.pair.free; round++)
      for (const name of names) {
        const startedMs = performance.now();
        const { status, answer, set } = await browser().signIn(name, 'wrong');
        const tookMs = performance.now() - startedMs;
        times.set(name, Math.min(tookMs, times.get(name) ?? tookMs));
        expect({ status, answer, set }).toEqual({ status: 401, answer: wrongAnswer, set: null });
      }
    // One argon2id hash each; without it an unknown name would be answered in a tenth of the time.
    const [fast, slow] = [Math.min(...times.values()), Math.max(...times.values())];
    expect(fast).toBeGreaterThan(slow / 3);

    const failed = audit().filter(({ action }) => action === 'sign-in-failed');
    expect(failed).toHaveLength(9);
    // What was typed in place of a name may be a password: it stands nowhere.
    expect(
      failed
        .map(({ subject }) => subject)
        .sort()
        .slice(-4),
    ).toEqual(['', 'ayse', 'ayse', 'ayse']);
  });

  it('too often with a wrong password has to wait, is told how long, and keeps nobody else out', async () => {
    const { browser, addUser } = await peopleBench();
    await addUser('ayse');
    await addUser('mehmet');
    for (let n = 0; n < waitRules.pair.free; n++)
      expect((await browser().signIn('ayse', 'wrong')).status).toBe(401);
    // The right password waits too: else it would be found all the same.
    expect(await browser().signIn('ayse', password)).toMatchObject({
      ...{ status: 429, retryAfter: '1', set: null },
      answer: { code: 'WAIT', message: 'Too many wrong tries: wait 1 s.' },
    });
    expect((await browser().signIn('mehmet', password)).status).toBe(200);
  });

  it('by many at once is answered or refused in time, never left waiting', async () => {
    const { browser, addUser } = await peopleBench();
    await addUser('ayse');
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, n) => browser().signIn(`nobody-${n}`, 'wrong')),
    );
    expect(new Set(answers.map(({ status }) => status)).size).toBeGreaterThan(1);
    for (const { status } of answers) expect([401, 429, 503]).toContain(status);
  });

  it.each([
    ['no body', undefined, 400],
    ['a name of another type', { name: 5, password }, 401],
    ['an endless password', { name: 'ayse', password: 'x'.repeat(10_000) }, 400],
    ['no password', { name: 'ayse' }, 400],
    ['another object', { name: { $ne: '' }, password: { $ne: '' } }, 400],
  ])('with %s is refused', async (_, body, status) => {
    const { browser } = await peopleBench();
    expect((await browser().send('POST', '/api/session', body)).status).toBe(status);
  });
});

describe('a session', () => {
  it('made up or cut short is none', async () => {
    const { url, cookie } = await peopleBench();
    const real = cookie();
    for (const odd of [`${real}x`, real.slice(0, -1), 'maskfleet=', `maskfleet=${'x'.repeat(43)}`, '=;;=']) {
      const answer = await fetch(`${url}/api/overview`, { headers: { cookie: odd } });
      expect([odd, answer.status]).toEqual([odd, 401]);
    }
  });

  it('counts hours of people, also where the server’s time is simulated', async () => {
    // Ten thousand times as fast: twelve hours are four seconds.
    const clock = simulatedClock({ startMs: 0, originMs: Date.now() - 60_000, speed: 10_000 });
    const { browser, addUser, rows } = await peopleBench({ clock, simulated: true });
    await addUser('ayse');
    const ayse = browser();
    const { answer } = await ayse.signIn('ayse', password);
    expect(answer).toMatchObject({ simulated: true });
    expect(clock.now()).toBeGreaterThan(idleEndMs);
    expect(await ayse.who()).toMatchObject({ name: 'ayse' });
    const [{ at } = { at: 0 }] = rows<{ at: number }>('SELECT MAX(created_at) AS at FROM sessions');
    expect(Math.abs(at - Date.now())).toBeLessThan(60_000);
  });

  it('that was not used for a shift, or is a week old, is over and gone from the database', async () => {
    const { ask, dataDir, rows, cookie } = await peopleBench();
    cookie();
    const age = (column: string, ms: number) => {
      const db = openDatabase(dataDir, undefined);
      db.prepare(`UPDATE sessions SET ${column} = ${column} - ?`).run(ms);
      db.close();
    };
    age('created_at', 6 * 24 * 3_600_000);
    age('used_at', 11 * 3_600_000);
    expect((await ask('/api/overview')).status).toBe(200);
    // That was a use, so that the shift begins anew.
    age('used_at', 11 * 3_600_000);
    expect((await ask('/api/overview')).status).toBe(200);
    age('used_at', idleEndMs);
    expect((await ask('/api/overview')).status).toBe(401);
    expect(rows('SELECT * FROM sessions')).toEqual([]);
  });

  it('stands in no file and no log, nor do passwords', async () => {
    const { browser, addUser, dataDir, logged, audit } = await peopleBench();
    await addUser('ayse');
    const ayse = browser();
    await ayse.signIn('ayse', password);
    await browser().signIn('ayse', 'a wrong password');
    await ayse.send('POST', '/api/session/password', { current: password, next: otherPassword });
    const token = ayse.cookie().split('=')[1] ?? 'none';
    const said = [logged(), JSON.stringify(audit())];
    for (const name of ['ledger.db', 'ledger.db-wal']) said.push(readFileSync(join(dataDir, name), 'latin1'));
    for (const text of said)
      for (const secret of [token, password, otherPassword, 'a wrong password'])
        expect(text.includes(secret)).toBe(false);
  });
});

describe('the own password', () => {
  it('is changed by who knows it, and every other session of his ends', async () => {
    const { browser, addUser } = await peopleBench();
    await addUser('ayse');
    const [here, there] = [browser(), browser()];
    for (const one of [here, there]) await one.signIn('ayse', password);
    const before = here.cookie();
    const change = { current: password, next: otherPassword };
    expect((await here.send('POST', '/api/session/password', change)).status).toBe(200);
    expect(here.cookie()).not.toBe(before);
    expect(await here.who()).toMatchObject({ name: 'ayse' });
    expect(await there.who()).toBeNull();
    expect((await browser().signIn('ayse', password)).status).toBe(401);
    expect((await browser().signIn('ayse', otherPassword)).status).toBe(200);
  });

  it.each([
    ['a wrong one before it', { current: 'wrong', next: otherPassword }, 403, 'WRONG_CREDENTIALS'],
    ['a short one', { current: password, next: 'short' }, 400, 'PASSWORD_TOO_SHORT'],
    ['the name in it', { current: password, next: 'ayse ayse ayse !' }, 400, 'PASSWORD_HAS_NAME'],
  ])('is not changed with %s', async (_, change, status, code) => {
    const { browser, addUser } = await peopleBench();
    await addUser('ayse');
    const ayse = browser();
    await ayse.signIn('ayse', password);
    expect(await ayse.send('POST', '/api/session/password', change)).toMatchObject({
      status,
      answer: { code },
    });
    expect(await ayse.who()).toMatchObject({ name: 'ayse' });
    expect((await browser().signIn('ayse', password)).status).toBe(200);
  });

  it('cannot be guessed by who sits at an open session', async () => {
    const { browser, addUser } = await peopleBench();
    await addUser('ayse');
    const ayse = browser();
    await ayse.signIn('ayse', password);
    const guess = () => ayse.send('POST', '/api/session/password', { current: 'wrong', next: otherPassword });
    for (let n = 0; n < waitRules.pair.free; n++) expect((await guess()).status).toBe(403);
    expect((await guess()).status).toBe(429);
  });
});
