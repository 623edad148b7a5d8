import { resolve } from 'node:path';
import { Type } from 'typebox';
import type { OfflineCard, OfflineMachine, OfflineReport } from '../../protocol/http/offline.ts';
import { OfflineQuestion } from '../../protocol/http/offline.ts';
import { ServerConfig } from '../config.ts';
import { ServerError } from '../errors.ts';
import { createOfflineStore } from '../offline/offline-store.ts';
import { createOfflineOperations, maxDays } from '../offline/operations.ts';
import { createPolicyStore } from '../policy/policy-store.ts';
import { readConfig } from './configuration.ts';
import { print, withDatabase } from './database.ts';

const { machine, from, to } = OfflineQuestion.properties;
const described = { allowed: 'a date, YYYY-MM-DD' };
const Report = Type.Object({
  data: ServerConfig.properties.data,
  machine: Type.Optional({ ...machine, description: 'Of this machine alone', allowed: 'a machine' }),
  from: Type.Optional({
    ...from,
    ...described,
    description: 'The first day; six before the last without it',
  }),
  to: Type.Optional({ ...to, ...described, description: 'The last day; today without it' }),
  json: Type.Boolean({ default: false, description: 'As one line of JSON', allowed: 'true or false' }),
});

/** `offline report`: what was given without a network, also while the server runs; exit code 1 where the bound was not kept. */
export async function runOffline([verb = '', ...flags]: readonly string[]): Promise<number> {
  if (verb !== 'report')
    throw new ServerError(
      'CONFIG_INVALID',
      'say offline report, with --machine M, --from DATE, --to DATE or --json where wanted',
    );
  const { data, json, ...question } = readConfig(Report, flags);
  const answer = withDatabase(resolve(data), (db) =>
    createOfflineOperations(createOfflineStore(db), createPolicyStore(db)).offlineReport(
      question,
      Date.now(),
    ),
  );
  if (!answer.ok)
    throw new ServerError(
      'CONFIG_INVALID',
      `--from and --to are dates, --from not after --to, at most ${maxDays} days`,
    );
  if (json) print(answer.report);
  else process.stdout.write(`${inWords(answer.report)}\n`);
  return answer.report.kept ? 0 : 1;
}

const word = (kept: boolean) => (kept ? 'kept  ' : 'BROKEN');

function inWords(report: OfflineReport): string {
  const { rule, machines, cards, vends, given, kept } = report;
  return [
    `${report.from} to ${report.to}: ${vends} vends without a network, ${given} masks`,
    `allowed: ${rule.perCard} a card and machine, ${rule.perMachine} a machine and cut-off period, for ${rule.maxHours} h`,
    ...machines.map(machineLine),
    cards.length === 0
      ? 'no card got more than its limit'
      : `${cards.length} cards got more than their limit`,
    ...cards.map(cardLine),
    kept ? 'the bound was kept' : 'THE BOUND WAS NOT KEPT',
    ...(report.complete
      ? []
      : ['there were more vends than one report reads: ask for fewer days, or one machine']),
  ].join('\n');
}

function machineLine(one: OfflineMachine): string {
  const period =
    one.mostInPeriod === null
      ? 'it does not tell its cut-off periods'
      : `at most ${one.mostInPeriod} of ${one.perMachine} in one of ${one.periods} cut-off periods`;
  const more = one.online && one.waiting === 0 ? [] : [`; ${one.waiting} entries are not in yet`];
  const away = one.online ? [] : [', and it is cut off'];
  return [
    `${word(one.kept)} ${one.machine}: ${one.given} masks to ${one.cards} cards, at most ${one.mostOfCard} of ${one.perCard} to one; ${period}`,
    ...more,
    ...away,
  ].join('');
}

function cardLine(one: OfflineCard): string {
  return `${word(one.kept)} card ${one.card}: ${one.given} ${one.product} where ${one.rule} allows ${one.limit}, ${one.over} over of at most ${one.bound} (${one.allowances} allowances at ${one.machines} machines), ${one.debt} owed`;
}
