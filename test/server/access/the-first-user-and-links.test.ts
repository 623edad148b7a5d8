import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createAccessOperations } from '../../../server/access/operations.ts';
import { newToken, tokenHash } from '../../../server/access/token.ts';
import { createAuditStore } from '../../../server/audit/audit-store.ts';
import { openDatabase } from '../../../server/store/open.ts';
import { password, peopleBench } from '../../support/people.ts';
import { sessionCookie } from '../../support/sign-in.ts';

const first = (token: string | undefined, name = 'ayse') => ({ token, name, password });

describe('a server without users', () => {
  it('lets who has the link of this start make the first, an admin, once', async () => {
    const { browser, server, audit } = await peopleBench();
    const ayse = browser();
    expect((await ayse.send('GET', '/api/session')).answer).toMatchObject({ user: null, needsSetup: true });
    const made = await ayse.send('POST', '/api/setup', first(server.setUpToken));
    expect(made).toMatchObject({
      status: 200,
      answer: { user: { name: 'ayse', role: 'admin' }, needsSetup: false },
    });
    expect(await ayse.who()).toEqual({ name: 'ayse', role: 'admin' });
    expect(await browser().send('POST', '/api/setup', first(server.setUpToken, 'eve'))).toMatchObject({
      ...{ status: 403, set: null, answer: { code: 'LINK_INVALID' } },
    });
    expect(audit()).toMatchObject([
      { actor: 'setup', action: 'user-added', subject: 'ayse' },
      { actor: 'ayse', action: 'signed-in', subject: 'ayse' },
    ]);
  });

  it('tells a link that is made anew at each start, until there is a user', async () => {
    const one = await peopleBench();
    const token = one.server.setUpToken;
    expect(token).toMatch(/^[\w-]{43}$/);
    await one.stop();
    const two = await peopleBench({ dataDir: one.dataDir });
    expect(two.server.setUpToken).not.toBe(token);
    expect((await two.browser().send('POST', '/api/setup', first(token))).status).toBe(403);
    expect((await two.browser().send('POST', '/api/setup', first(two.server.setUpToken))).status).toBe(200);
    await two.stop();
    const three = await peopleBench({ dataDir: one.dataDir });
    expect(three.server.setUpToken).toBeUndefined();
    expect((await three.browser().send('POST', '/api/setup', first(two.server.setUpToken))).status).toBe(403);
  });

  it('takes the link no more when the command line made a user meanwhile', async () => {
    const { browser, server, dataDir } = await peopleBench();
    sessionCookie(dataDir);
    expect((await browser().send('POST', '/api/setup', first(server.setUpToken))).status).toBe(403);
    expect((await browser().send('GET', '/api/session')).answer).toMatchObject({ needsSetup: false });
  });

  it('makes one user where two come at the same moment', async () => {
    const { browser, server, rows } = await peopleBench();
    const both = await Promise.all(
      ['ayse', 'mehmet'].map((name) => browser().send('POST', '/api/setup', first(server.setUpToken, name))),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([200, 403]);
    expect(rows('SELECT * FROM users')).toHaveLength(1);
  });

  it.each([
    ['no link', { ...first('x'.repeat(43)) }, 403, 'LINK_INVALID'],
    ['a name that is none', undefined, 400, 'NAME_INVALID'],
  ])('with %s makes none', async (_, body, status, code) => {
    const { browser, server, rows } = await peopleBench();
    const answer = await browser().send('POST', '/api/setup', body ?? first(server.setUpToken, '<script>'));
    expect(answer).toMatchObject({ status, answer: { code } });
    expect(rows('SELECT * FROM users')).toEqual([]);
  });
});

describe('a sign-in link', () => {
  async function linked(validMs: number) {
    const bench = await peopleBench();
    const id = await bench.addUser('ayse', 'analyst');
    const link = newToken(randomBytes);
    const db = openDatabase(bench.dataDir, undefined);
    const made = createAccessOperations(db, createAuditStore(db)).addLink(
      ...(['AYSE', tokenHash(link), Date.now() + validMs, 'test', Date.now()] as const),
    );
    db.close();
    expect(made).toBe(true);
    return { ...bench, id, link };
  }

  it('signs its user in once', async () => {
    const { browser, link } = await linked(60_000);
    const one = browser();
    expect(await one.send('POST', '/api/session/link', { token: link })).toMatchObject({
      ...{ status: 200, answer: { user: { name: 'ayse', role: 'analyst' } } },
    });
    expect(await one.who()).toMatchObject({ name: 'ayse' });
    expect(await browser().send('POST', '/api/session/link', { token: link })).toMatchObject({
      ...{ status: 403, set: null, answer: { code: 'LINK_INVALID' } },
    });
  });

  it('is over when its time is, and when its user is disabled', async () => {
    const late = await linked(0);
    expect((await late.browser().send('POST', '/api/session/link', { token: late.link })).status).toBe(403);
    const gone = await linked(60_000);
    const disable = {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: '{"disabled":true}',
    };
    expect((await gone.ask(`/api/users/${gone.id}`, disable)).status).toBe(200);
    expect((await gone.browser().send('POST', '/api/session/link', { token: gone.link })).status).toBe(403);
  });
});
