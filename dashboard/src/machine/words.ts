import type { TFunction } from 'i18next';
import type { TimelineItem } from '../../../protocol/http/fleet.ts';
import { visitReason } from './command-groups.ts';

/** The reasons that the server itself gives, of a visit (server/restock/setting.ts) and of a claim (server/cases/claims.ts). */
const ownReasons = new Map([
  [visitReason, 'events.ofVisit'],
  ['claim', 'events.ofClaim'],
]);

/** Why a command was given: the server's own reasons in words, all else as somebody wrote it. */
export function reasonWords(reason: string, t: TFunction): string {
  const key = ownReasons.get(reason);
  return key === undefined ? reason : t(key);
}

/** The key of a fault's name by serial.md's number. */
export const faultKey = (fault: string): string => `events.fault_${fault}`;

/** What is said of one thing that happened: a text's key and what to fill in; `code` has words of its own, where known. */
export interface TimelineWords {
  readonly key: string;
  readonly codeKey?: string;
}

/** Words for each kind; what a machine or a server of a newer version says is told by its code. */
export function timelineWords(item: TimelineItem): TimelineWords {
  const { kind, code, items = 0, open, ok } = item;
  switch (kind) {
    case 'vend':
      if (items === 0) return { key: 'events.event_vendNothing', ...faultOf(code) };
      return { key: 'events.event_vend', ...faultOf(code) };
    case 'refusal':
      return { key: 'events.event_refusal', codeKey: `reasons.${code}` };
    case 'fault':
      return { key: 'events.event_fault', codeKey: faultKey(code ?? '') };
    case 'cleared':
      return { key: 'events.event_cleared', codeKey: faultKey(code ?? '') };
    case 'door':
      return { key: open ? 'events.event_doorOpen' : 'events.event_doorShut' };
    case 'stock':
      return { key: 'events.event_stock' };
    case 'boot':
      return { key: 'events.event_boot', ...(code === undefined ? {} : { codeKey: `events.cause_${code}` }) };
    case 'line':
      return { key: ok ? 'events.event_lineUp' : 'events.event_lineDown' };
    case 'tamper':
      return { key: 'events.event_tamper' };
    case 'command':
      return { key: 'events.event_command', codeKey: `commands.name_${code}` };
    case 'alarm':
      return { key: 'events.event_alarm', codeKey: `events.alarm_${code}` };
  }
}

/** A vend's fault, where it had one. */
function faultOf(code: string | undefined): { codeKey?: string } {
  return code === undefined || code === '0' ? {} : { codeKey: faultKey(code) };
}
