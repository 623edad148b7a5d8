import type { TFunction } from 'i18next';
import type { AuditEntry } from '../../../protocol/http/access.ts';

const command = 'command-';

/** What was done, in words; an act of a newer server is told by its name. */
export function actionWords({ action }: Pick<AuditEntry, 'action'>, t: TFunction): string {
  if (!action.startsWith(command)) return t(`audit.action_${action}`, { defaultValue: action });
  const name = action.slice(command.length);
  return t('audit.command', { command: t(`commands.name_${name}`, { defaultValue: name }) });
}

/** Who did it: a user's name, or the words for a part of the server that acted by itself. */
export const actorWords = (actor: string, t: TFunction): string =>
  t(`audit.actor_${actor}`, { defaultValue: actor });

/** Details that stand for nothing a person can read: ids, which the log itself keeps. */
const silent = ['command', 'visit', 'txn', 'known'];

/** What more is known of an act, the reason first; what is nothing is left out. */
export function detailWords({ detail }: Pick<AuditEntry, 'detail'>, t: TFunction): string[] {
  const { reason, note, args, ...others } = detail;
  const told = Object.entries({ ...others, ...argsOf(args) })
    .filter(([name, value]) => !silent.includes(name) && !isNothing(value))
    .map(([name, value]) =>
      t('audit.pair', {
        name: t(`auditDetails.detail_${name}`, { defaultValue: name }),
        value: wordOf(value, t),
      }),
    );
  const said = [reason, note].filter((one) => typeof one === 'string' && one !== '' && one !== 'visit');
  return [...said.map((one) => `“${one}”`), ...told];
}

const isNothing = (value: unknown): boolean => value === null || value === '' || value === 0;

/** What a command was given, which the log keeps as JSON; slots are counted from 1 by people. */
function argsOf(args: AuditEntry['detail'][string] | undefined): AuditEntry['detail'] {
  if (typeof args !== 'string') return {};
  const { slot, ...others } = JSON.parse(args) as AuditEntry['detail'];
  return typeof slot === 'number' ? { slot: slot + 1, ...others } : others;
}

function wordOf(value: AuditEntry['detail'][string], t: TFunction): string {
  return t(`auditDetails.value_${value}`, { defaultValue: String(value) });
}
