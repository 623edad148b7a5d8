import { describe, expect, it } from 'vitest';
import type { Audit, AuditChoices, Users } from '../../../protocol/http/access.ts';
import { openDatabase } from '../../../server/store/open.ts';
import { otherPassword, password, peopleBench } from '../../support/people.ts';

/** A server with an admin of flesh and blood beside the one of the tests. */
async function withAdmin() {
  const bench = await peopleBench();
  const id = await bench.addUser('root', 'admin');
  const admin = bench.browser();
  await admin.signIn('root', password);
  const change = (who: number, what: object) => admin.send('PATCH', `/api/users/${who}`, what);
  return { ...bench, admin, id, change };
}

describe('an admin', () => {
  it('adds users, sees them, and nothing of their passwords', async () => {
    const { admin } = await withAdmin();
    const added = await admin.send('POST', '/api/users', { name: 'Ayşe', role: 'analyst', password });
    expect(added).toMatchObject({
      status: 201,
      answer: { name: 'Ayşe', role: 'analyst', hasPassword: true },
    });
    const { answer } = await admin.send('GET', '/api/users');
    const { users } = answer as unknown as Users;
    expect(users.map(({ name }) => name)).toEqual(['Ayşe', 'root', 'the-admin']);
    expect(users[0]).toMatchObject({ disabledAt: null, seenAt: null });
    expect(users[1]?.seenAt).not.toBeNull();
    expect(JSON.stringify(answer)).not.toContain('argon2');
  });

  it.each([
    ['a name that is taken', { name: 'ROOT', role: 'analyst', password }, 409, 'NAME_TAKEN'],
    ['a name that is none', { name: 'a b', role: 'analyst', password }, 400, 'NAME_INVALID'],
    ['a short password', { name: 'ayse', role: 'analyst', password: 'short' }, 400, 'PASSWORD_TOO_SHORT'],
    ['a role that is none', { name: 'ayse', role: 'king', password }, 400, 'FST_ERR_VALIDATION'],
  ])('adds none with %s', async (_, user, status, code) => {
    const { admin } = await withAdmin();
    expect(await admin.send('POST', '/api/users', user)).toMatchObject({ status, answer: { code } });
  });

  it('changes a role, and it counts at the next request', async () => {
    const { browser, addUser, change } = await withAdmin();
    const id = await addUser('ayse', 'admin');
    const ayse = browser();
    await ayse.signIn('ayse', password);
    expect((await ayse.send('GET', '/api/users')).status).toBe(200);
    expect((await change(id, { role: 'analyst' })).answer).toMatchObject({ role: 'analyst' });
    expect((await ayse.send('GET', '/api/users')).status).toBe(403);
    expect(await ayse.who()).toEqual({ name: 'ayse', role: 'analyst' });
  });

  it('disables a user, whose sessions are over at once, and enables him again', async () => {
    const { browser, addUser, change } = await withAdmin();
    const id = await addUser('ayse');
    const ayse = browser();
    await ayse.signIn('ayse', password);
    expect((await change(id, { disabled: true })).answer).toMatchObject({ disabledAt: expect.any(String) });
    expect((await ayse.send('GET', '/api/overview')).status).toBe(401);
    expect((await browser().signIn('ayse', password)).status).toBe(401);
    await change(id, { disabled: false });
    expect((await ayse.send('GET', '/api/overview')).status).toBe(401);
    expect((await browser().signIn('ayse', password)).status).toBe(200);
  });

  it('gives a user another password, who is signed out by it', async () => {
    const { browser, addUser, change } = await withAdmin();
    const id = await addUser('ayse');
    const ayse = browser();
    await ayse.signIn('ayse', password);
    expect((await change(id, { password: 'short' })).status).toBe(400);
    expect((await change(id, { password: otherPassword })).status).toBe(200);
    expect(await ayse.who()).toBeNull();
    expect((await browser().signIn('ayse', otherPassword)).status).toBe(200);
  });

  it('cannot remove the last one who could undo it', async () => {
    const { id, change, rows } = await withAdmin();
    const [other] = rows<{ id: number }>("SELECT id FROM users WHERE name = 'the-admin'");
    expect((await change(other?.id ?? 0, { disabled: true })).status).toBe(200);
    for (const what of [{ disabled: true }, { role: 'operator' }])
      expect(await change(id, what)).toMatchObject({ status: 409, answer: { code: 'LAST_ADMIN' } });
    expect(await change(id, { role: 'admin', disabled: false })).toMatchObject({ status: 200 });
  });

  it('is told of a user that there is none, and of a change that changes nothing', async () => {
    const { change, id } = await withAdmin();
    expect(await change(9_999, { role: 'analyst' })).toMatchObject({
      status: 404,
      answer: { code: 'USER_UNKNOWN' },
    });
    expect((await change(id, {})).status).toBe(400);
  });
});

describe('the audit log', () => {
  it('names who did what to whom, newest first, page by page', async () => {
    const { admin, addUser, change } = await withAdmin();
    const id = await addUser('ayse');
    await change(id, { role: 'analyst' });
    await change(id, { disabled: true });
    const page = async (query: string) =>
      (await admin.send('GET', `/api/audit?${query}`)).answer as unknown as Audit;
    const newest = await page('count=2');
    expect(newest.entries).toMatchObject([
      { actor: 'root', action: 'user-disabled', subject: 'ayse', detail: {} },
      { actor: 'root', action: 'role-changed', subject: 'ayse', detail: { from: 'operator', to: 'analyst' } },
    ]);
    const rest = await page(`count=200&before=${newest.next}`);
    expect(rest.next).toBeNull();
    expect(rest.entries.at(0)).toMatchObject({ actor: 'the-admin', action: 'user-added', subject: 'ayse' });
    expect(rest.entries.map(({ id: entry }) => entry)).toEqual(
      rest.entries.map((_, at) => (newest.next ?? 0) - 1 - at),
    );
  });

  it('is narrowed to who, what and whom, and says what there is to narrow it to', async () => {
    const { admin, addUser, change } = await withAdmin();
    const id = await addUser('ayse');
    await addUser('mehmet');
    for (const role of ['analyst', 'operator', 'analyst']) await change(id, { role });
    const ask = async <T>(path: string) => (await admin.send('GET', `/api/audit${path}`)).answer as T;
    const first = await ask<Audit>('?actor=root&action=role-changed&subject=ayse&count=2');
    expect(first.entries.map(({ detail }) => detail.to)).toEqual(['analyst', 'operator']);
    const rest = await ask<Audit>(
      `?actor=root&action=role-changed&subject=ayse&count=2&before=${first.next}`,
    );
    expect(rest).toMatchObject({ next: null, entries: [{ detail: { to: 'analyst' } }] });
    expect((await ask<Audit>('?action=user-added')).entries.map(({ subject }) => subject)).toEqual([
      'mehmet',
      'ayse',
      'root',
      'the-admin',
    ]);
    expect((await ask<Audit>('?subject=mehmet&action=role-changed')).entries).toEqual([]);
    const choices = await ask<AuditChoices>('/choices');
    expect(choices.actors).toEqual(expect.arrayContaining(['root', 'the-admin']));
    expect(choices.actions).toEqual([...new Set(choices.actions)].toSorted());
    expect(choices.subjects).toEqual(expect.arrayContaining(['ayse', 'mehmet']));
  });

  it('is changed and shortened by nobody', async () => {
    const { dataDir, rows, addUser } = await peopleBench();
    await addUser('ayse');
    const before = rows('SELECT * FROM audit');
    const db = openDatabase(dataDir, undefined);
    expect(() => db.exec("UPDATE audit SET actor = 'nobody'")).toThrow(/append-only/);
    expect(() => db.exec('DELETE FROM audit')).toThrow(/append-only/);
    db.close();
    expect(rows('SELECT * FROM audit')).toEqual(before);
  });
});
