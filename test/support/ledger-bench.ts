import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sodium from 'libsodium-wrappers';
import { onTestFinished } from 'vitest';
import type { EntryBody } from '../../protocol/mqtt/entries.ts';
import { instantOf } from '../../protocol/mqtt/fields.ts';
import type { Authorize, PresentedCard } from '../../protocol/mqtt/messages/authorize.ts';
import type { Journal } from '../../protocol/mqtt/messages/journal.ts';
import { createMachineStore, hashToken } from '../../server/fleet/machine-store.ts';
import { loadKeys } from '../../server/keys/key-file.ts';
import { pseudonymise } from '../../server/keys/pseudonyms.ts';
import { defaultPolicy } from '../../server/policy/default.ts';
import type { PolicyDocument } from '../../server/policy/document.ts';
import { openDatabase } from '../../server/store/open.ts';
import { createOperations } from '../../server/store/operations.ts';

export const dayMs = 86_400_000;
export const origin = Date.parse('2020-05-20T09:00:00.000Z');
export const tapped = (id: string): PresentedCard => ({ scheme: 'tckn', id, entry: 'tap' });
/** Card numbers that fit their check digits. */
export const cards = ['10000000146', '12345678950', '21221221272', '32600390014'] as const;

/** The server's ledger on a real database file, with machines that write real journals to it. `null`: without a policy. */
export async function ledgerBench(policy: PolicyDocument | null = defaultPolicy) {
  const folder = mkdtempSync(join(tmpdir(), 'maskfleet-test-'));
  const db = openDatabase(folder, 'wall');
  const keys = await loadKeys(folder);
  onTestFinished(() => {
    db.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const ledger = createOperations(db, keys);
  if (policy !== null) ledger.adoptPolicy(policy, origin);
  const rows = <T>(sql: string, ...values: unknown[]) => db.prepare(sql).all(...values) as T[];

  function machine(id: string) {
    const place = { name: id, lat: null, lon: null, district: 'Konak', language: 'en', slots: null } as const;
    createMachineStore(db).enrol({ id, ...place, enrolledAtMs: origin, tokenHash: hashToken('t') });
    let epoch: string = randomUUID();
    let seq = 0;
    let uptimeMs = 0;
    const boot = 1;

    return {
      id,
      get epoch() {
        return epoch;
      },
      get seq() {
        return seq;
      },
      newEpoch() {
        epoch = randomUUID();
        seq = 0;
      },
      /** Lets the machine's uptime go on. */
      wait(ms: number) {
        uptimeMs += ms;
      },
      ask(request: Partial<Authorize> = {}, nowMs = origin) {
        const whole: Authorize = {
          ...{ txn: randomUUID(), cards: [tapped(cards[0])], slot: 0, product: 'adult', qty: 1 },
          ...{ at: instantOf(nowMs), epoch, boot, uptimeMs },
          ...request,
        };
        const hidden = pseudonymise(keys, whole);
        if (hidden === undefined) throw new TypeError('the same card twice');
        return ledger.authorize({ machine: id, nowMs, ...whole, ...hidden });
      },
      /** Writes entries into the journal and returns them as they would be sent. */
      write(...bodies: (EntryBody | ({ type: string } & Record<string, unknown>))[]): Journal['entries'] {
        return bodies.map((body) => ({
          ...{ seq: ++seq, at: instantOf(origin + uptimeMs), synced: true, boot, uptimeMs },
          ...body,
        }));
      },
      send(entries: Journal['entries'], nowMs = origin, oldest = 1, name = epoch) {
        return ledger.journal(
          id,
          { epoch: name, oldest, sent: { at: instantOf(nowMs), boot, uptimeMs }, entries },
          nowMs,
        );
      },
      /** A whole vend, as a journal tells it. */
      vend(
        txn: string,
        options: { dispensed?: number; requested?: number; authority?: string; card?: string } = {},
      ) {
        const { requested = 1, dispensed = requested, authority = 'online', card = cards[0] } = options;
        const sealed = authority === 'staff' ? [] : [{ ...seal(`tckn:${card}`), qty: requested }];
        const common = { txn, slot: 0, product: 'adult', requested };
        return this.write(
          { type: 'vend.started', ...common, vendCounter: 100, authority, cards: sealed },
          { type: 'vend.completed', ...common, dispensed, fault: 0, vendCounter: 100 + dispensed },
        );
      },
    };
  }

  function seal(name: string) {
    const padded = Buffer.concat([Buffer.from(name), Buffer.alloc(96 - name.length)]);
    const box = sodium.crypto_box_seal(padded, Buffer.from(keys.seal.publicKey, 'base64url'));
    return { key: keys.seal.id, box: Buffer.from(box).toString('base64url') };
  }

  return {
    ledger,
    machine,
    seal,
    keys,
    folder,
    db,
    rows,
    alarms: () => rows<{ kind: string }>('SELECT kind FROM alarms ORDER BY id').map(({ kind }) => kind),
    /** Each alarm with its words. */
    alarmTexts: () =>
      rows<{ kind: string; detail: string }>('SELECT kind, detail FROM alarms ORDER BY id').map(
        ({ kind, detail }) => `${kind}: ${detail}`,
      ),
    stateOf: (txn: string) =>
      rows<{ state: string }>('SELECT state FROM transactions WHERE txn = ?', txn)[0]?.state,
    usage: () =>
      rows<{ at: number; pieces: number; kind: string }>(
        'SELECT at, pieces, kind FROM usage ORDER BY at, id',
      ),
    booked: () => rows<{ n: number }>('SELECT COALESCE(SUM(items), 0) AS n FROM vends')[0]?.n,
  };
}
