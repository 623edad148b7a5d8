import type { TimelineItem } from '../../../protocol/http/fleet.ts';

/** The key of a fault's name by serial.md's number. */
export const faultKey = (fault: string): string => `machine.fault_${fault}`;

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
      if (items === 0) return { key: 'machine.event_vendNothing', ...faultOf(code) };
      return { key: 'machine.event_vend', ...faultOf(code) };
    case 'refusal':
      return { key: 'machine.event_refusal', codeKey: `machine.reason_${code}` };
    case 'fault':
      return { key: 'machine.event_fault', codeKey: faultKey(code ?? '') };
    case 'cleared':
      return { key: 'machine.event_cleared', codeKey: faultKey(code ?? '') };
    case 'door':
      return { key: open ? 'machine.event_doorOpen' : 'machine.event_doorShut' };
    case 'stock':
      return { key: 'machine.event_stock' };
    case 'boot':
      return { key: 'machine.event_boot', ...(code === undefined ? {} : { codeKey: `machine.cause_${code}` }) };
    case 'line':
      return { key: ok ? 'machine.event_lineUp' : 'machine.event_lineDown' };
    case 'tamper':
      return { key: 'machine.event_tamper' };
    case 'command':
      return { key: 'machine.event_command', codeKey: `machine.command_${code}` };
    case 'alarm':
      return { key: 'machine.event_alarm', codeKey: `machine.alarm_${code}` };
  }
}

/** A vend's fault, where it had one. */
function faultOf(code: string | undefined): { codeKey?: string } {
  return code === undefined || code === '0' ? {} : { codeKey: faultKey(code) };
}
