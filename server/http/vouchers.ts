import { Readable } from 'node:stream';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { ApiError } from '../../protocol/http/figures.ts';
import {
  BatchId,
  maxPrinted,
  maxVouchers,
  SheetQuestion,
  VoucherBatch,
  VoucherList,
  VoucherOrder,
  VoucherWithdrawal,
} from '../../protocol/http/vouchers.ts';
import { anyRole, operators } from '../access/guard.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import type { Store } from '../store/client.ts';
import { createCounts } from '../vouchers/counts.ts';
import { voucherCsv } from '../vouchers/csv.ts';
import { voucherSheet } from '../vouchers/sheet.ts';
import type { VoucherName } from '../vouchers/text.ts';
import { actorOf } from './actor.ts';
import { answerRefusal } from './refuse.ts';

const tags = ['vouchers'];
const messages = {
  PRODUCT_UNKNOWN: 'The policy in force has no such product.',
  MOMENT_INVALID: 'From and until are dates, dates with a time, or instants.',
  RANGE_INVALID: 'The end is not after the beginning.',
  BATCH_OVER: 'The time of these vouchers would be over already.',
  BATCH_DIFFERS: 'Another batch was made with this id.',
  BATCH_UNKNOWN: 'There is no such batch.',
  BATCH_WITHDRAWN: 'The batch was withdrawn.',
} as const;

const named = { params: Type.Object({ batch: BatchId }) };
const refusals = { '4xx': ApiError };
/** What is printed is nobody else's, and nothing of it is kept on the way. */
const secret = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
} as const;

/** Vouchers for people without a card. Their texts stand in the answers of the last two routes alone. */
export const voucherRoutes: FastifyPluginAsync<{
  store: Store;
  now: () => number;
  wallNow: () => number;
  voucherText: (voucher: VoucherName) => string;
}> = async (app, { store, now, wallNow, voucherText }) => {
  const given = (request: FastifyRequest) => ({
    ...{ actor: actorOf(request), nowMs: now(), wallMs: wallNow() },
  });
  const counts = createCounts((batch, pieces, after) => store.call('voucherTally', batch, pieces, after));
  // However many look at the page, they are counted once.
  const list = oneAtATime(async (): Promise<VoucherList> => {
    const { batches, ...rest } = await store.call('voucherBatches', now());
    return { ...rest, batches: await counts.all(batches) };
  });

  app.get(
    '/api/vouchers',
    {
      config: { access: anyRole },
      schema: {
        tags,
        summary: 'The batches of vouchers, the newest first, and how far each was used',
        response: { 200: VoucherList, '4xx': ApiError },
      },
    },
    () => list(),
  );

  app.post<{ Body: VoucherOrder }>(
    '/api/vouchers',
    {
      config: { access: operators },
      schema: {
        tags,
        summary: 'Makes a batch; the same id again is answered as before',
        body: VoucherOrder,
        response: { 200: VoucherBatch, ...refusals },
      },
    },
    async (request, reply) => {
      const outcome = await store.call('makeVouchers', request.body, given(request));
      if (!outcome.done) return answerRefusal(reply, outcome.code, messages[outcome.code]);
      return counts.of(outcome.batch);
    },
  );

  app.post<{ Params: { batch: string }; Body: VoucherWithdrawal }>(
    '/api/vouchers/:batch/withdraw',
    {
      config: { access: operators },
      schema: {
        ...{ tags, ...named, body: VoucherWithdrawal },
        summary: 'Withdraws a batch: none of its vouchers gives anything any more; what they gave stays',
        response: { 200: VoucherBatch, ...refusals },
      },
    },
    async (request, reply) => {
      const { params, body } = request;
      const outcome = await store.call('withdrawVouchers', params.batch, body.reason, given(request));
      if (!outcome.done) return answerRefusal(reply, outcome.code, messages[outcome.code]);
      return counts.of(outcome.batch);
    },
  );

  app.get<{ Params: { batch: string } }>(
    '/api/vouchers/:batch/codes.csv',
    {
      config: { access: operators },
      schema: {
        ...{ tags, ...named },
        summary:
          'The codes of a batch as CSV: serial, code, valid until; that it was asked for is in the audit log',
        response: refusals,
      },
    },
    async (request, reply) => {
      const { batch } = request.params;
      const all = { form: 'csv', from: 1, to: maxVouchers } as const;
      const outcome = await store.call('printVouchers', batch, all, given(request));
      if (!outcome.done) return answerRefusal(reply, outcome.code, messages[outcome.code]);
      return reply
        .headers({ ...secret, 'content-disposition': `attachment; filename="vouchers-${batch}.csv"` })
        .type('text/csv; charset=utf-8')
        .send(voucherCsv(outcome.printed.batch, voucherText));
    },
  );

  app.get<{ Params: { batch: string }; Querystring: SheetQuestion }>(
    '/api/vouchers/:batch/sheet',
    {
      config: { access: operators },
      schema: {
        ...{ tags, ...named, querystring: SheetQuestion },
        summary: `Vouchers of a batch to print, 24 a page of A4, at most ${maxPrinted} at once; in the audit log too`,
        response: refusals,
      },
    },
    async (request, reply) => {
      const { from, to, language } = request.query;
      if (to - from >= maxPrinted)
        return answerRefusal(reply, 'RANGE_TOO_LONG', `At most ${maxPrinted} vouchers are printed at once.`);
      const some = { form: 'sheet', from, to } as const;
      const outcome = await store.call('printVouchers', request.params.batch, some, given(request));
      if (!outcome.done) return answerRefusal(reply, outcome.code, messages[outcome.code]);
      const sheet = voucherSheet(outcome.printed, { from, to, language }, voucherText);
      return reply.headers(secret).type('text/html; charset=utf-8').send(Readable.from(sheet));
    },
  );
};
