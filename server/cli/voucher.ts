import { randomBytes, randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Type } from 'typebox';
import { maxVouchers, VoucherOrder } from '../../protocol/http/vouchers.ts';
import { createAuditStore } from '../audit/audit-store.ts';
import { ServerConfig } from '../config.ts';
import { ServerError } from '../errors.ts';
import { createUsageStore } from '../ledger/usage-store.ts';
import { momentForms } from '../policy/moment.ts';
import { createPolicyStore } from '../policy/policy-store.ts';
import { keysOfLedger } from '../store/ledger-keys.ts';
import { type Db, openDatabase, readSetting } from '../store/open.ts';
import { createCounts } from '../vouchers/counts.ts';
import { voucherCsv } from '../vouchers/csv.ts';
import { createVoucherOperations } from '../vouchers/operations.ts';
import { voucherTextOf } from '../vouchers/text.ts';
import { createVoucherStore } from '../vouchers/voucher-store.ts';
import { readConfig } from './configuration.ts';
import { holdLedger, print, readDatabase } from './database.ts';

const data = { data: ServerConfig.properties.data };
const Plain = Type.Object(data);
const order = VoucherOrder.properties;
const Make = Type.Object({
  ...data,
  name: Type.Intersect([order.name], {
    description: 'For whom the batch is; not printed on vouchers',
    allowed: '1 to 60 characters',
  }),
  product: Type.String({ description: 'Of which product', allowed: 'the id of a product of the policy' }),
  items: Type.Integer({
    ...{ minimum: 1, maximum: 255, default: 1 },
    description: 'How many items a voucher is good for',
    allowed: '1 to 255',
  }),
  count: Type.Integer({
    ...{ minimum: 1, maximum: maxVouchers },
    description: 'How many vouchers',
    allowed: `1 to ${maxVouchers}`,
  }),
  from: Type.String({ default: 'now', description: 'From when on they are good', allowed: momentForms }),
  until: Type.String({ description: 'From when on they are good no more', allowed: momentForms }),
});
const Withdraw = Type.Object({
  ...data,
  note: Type.String({
    ...{ minLength: 3, maxLength: 500 },
    description: 'Why, for the audit log',
    allowed: '3 to 500 characters',
  }),
});

const actor = 'command line';
const messages = {
  PRODUCT_UNKNOWN: 'the policy in force has no such product',
  MOMENT_INVALID: `--from and --until are ${momentForms}`,
  RANGE_INVALID: '--until is not after --from',
  BATCH_OVER: 'the time of these vouchers would be over already',
  BATCH_DIFFERS: 'another batch was made with this id',
  BATCH_UNKNOWN: 'there is no such batch',
  BATCH_WITHDRAWN: 'the batch was withdrawn before',
} as const;

/** `voucher make`, `voucher list`, `voucher withdraw BATCH`, `voucher csv BATCH`: vouchers for people without a card; also while the server runs. */
export async function runVoucher([verb = '', ...rest]: readonly string[]): Promise<number> {
  const words = rest.slice(0, rest.findIndex((one) => one.startsWith('--')) >>> 0);
  const flags = rest.slice(words.length);
  const [batch = ''] = words;
  if (verb === 'list' && words.length === 0) return list(readConfig(Plain, flags).data);
  if (verb === 'make' && words.length === 0) {
    const { data: folder, from: validFrom, until: validUntil, ...what } = readConfig(Make, flags);
    return change(folder, (ledger, given) =>
      ledger.makeVouchers({ ...what, validFrom, validUntil, id: randomUUID() }, given),
    );
  }
  if (verb === 'withdraw' && words.length === 1) {
    const { data: folder, note } = readConfig(Withdraw, flags);
    return change(folder, (ledger, given) => ledger.withdrawVouchers(batch, note, given));
  }
  if (verb === 'csv' && words.length === 1) return csv(batch, readConfig(Plain, flags).data);
  throw new ServerError(
    'CONFIG_INVALID',
    'say voucher make, voucher list, voucher withdraw BATCH or voucher csv BATCH',
  );
}

function operationsOn(db: Db) {
  const vouchers = createVoucherStore(db, createUsageStore(db));
  const { current: policy } = createPolicyStore(db);
  return createVoucherOperations(db, { vouchers, policy, audit: createAuditStore(db), random: randomBytes });
}
type Ledger = ReturnType<typeof operationsOn>;

/** Opens the ledger to change it. @throws ServerError DATA_OTHER_CLOCK where it runs on simulated time: "now" is another one there */
async function onLedger<T>(dataDir: string, run: (ledger: Ledger, db: Db) => Promise<T> | T): Promise<T> {
  holdLedger(dataDir);
  const db = openDatabase(resolve(dataDir), undefined);
  try {
    if (readSetting(db, 'clock') === 'simulated')
      throw new ServerError('DATA_OTHER_CLOCK', `--data ${dataDir}: this ledger runs on simulated time`);
    return await run(operationsOn(db), db);
  } finally {
    db.close();
  }
}

const givenNow = () => ({ actor, nowMs: Date.now(), wallMs: Date.now() });

type Changed = ReturnType<Ledger['makeVouchers' | 'withdrawVouchers']>;

const change = (dataDir: string, act: (ledger: Ledger, given: ReturnType<typeof givenNow>) => Changed) =>
  onLedger(dataDir, (ledger, db) => {
    const outcome = db.transaction(() => act(ledger, givenNow())).immediate();
    if (!outcome.done) throw new ServerError(outcome.code, messages[outcome.code]);
    print(outcome.batch);
    return 0;
  });

function list(dataDir: string): Promise<number> {
  return readDatabase(dataDir, async (db) => {
    const ledger = operationsOn(db);
    const counts = createCounts(async (batch, pieces, after) => ledger.voucherTally(batch, pieces, after));
    for (const batch of await counts.all(ledger.voucherBatches(Date.now()).batches)) print(batch);
    return 0;
  });
}

const csv = (batch: string, dataDir: string) =>
  onLedger(dataDir, async (ledger, db) => {
    const textOf = voucherTextOf(await keysOfLedger(db, resolve(dataDir)));
    const all = { form: 'csv', from: 1, to: maxVouchers } as const;
    const outcome = db.transaction(() => ledger.printVouchers(batch, all, givenNow())).immediate();
    if (!outcome.done) throw new ServerError(outcome.code, messages[outcome.code]);
    await pipeline(voucherCsv(outcome.printed.batch, textOf), process.stdout, { end: false });
    return 0;
  });
