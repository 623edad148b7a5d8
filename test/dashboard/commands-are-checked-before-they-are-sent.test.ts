import { Compile } from 'typebox/compile';
import { expect, it } from 'vitest';
import { newId } from '../../dashboard/src/api/new-id.ts';
import {
  bytesOf,
  type CommandDraft,
  commandsFor,
  draftCommand,
  orderOf,
  problemsOf,
} from '../../dashboard/src/machine/command-order.ts';
import { CommandOrder } from '../../protocol/http/fleet.ts';
import { machineView, slotView } from './machine-view.ts';

const machine = machineView({ slots: [slotView({ slot: 0, stock: 0 }), slotView({ slot: 1 })] });
const draft = (name: CommandDraft['name'], part: Partial<CommandDraft> = {}): CommandDraft => ({
  ...draftCommand(newId(), name, machine),
  reason: 'a visitor said so',
  ...part,
});

it.each(commandsFor(machine))('%s has the shape of the API, and is not sent without a reason', (name) => {
  const filled = draft(name, name === 'display' ? { text: 'Kapalı' } : {});
  expect(problemsOf(filled)).toEqual([]);
  expect(Compile(CommandOrder).Check(orderOf(filled))).toBe(true);
  expect(problemsOf({ ...filled, reason: '  ' })).toEqual(['reason']);
});

it('a text is measured in bytes of UTF-8: 160 fit, 161 do not', () => {
  expect(bytesOf('ş')).toBe(2);
  expect(problemsOf(draft('display', { text: '口'.repeat(53) }))).toEqual([]);
  expect(problemsOf(draft('display', { text: '口'.repeat(54) }))).toEqual(['tooLong']);
  expect(problemsOf(draft('display', { text: 'x'.repeat(160) }))).toEqual([]);
  expect(problemsOf(draft('display', { text: ' ' }))).toEqual(['text']);
  expect(problemsOf(draft('display', { text: 'x', seconds: 256 }))).toEqual(['seconds']);
  expect(problemsOf(draft('display', { text: 'x', seconds: Number.NaN }))).toEqual(['seconds']);
});

it('a test vend asks for a slot that holds something', () => {
  expect(orderOf(draft('test-vend')).args).toEqual({ slot: 1, qty: 1 });
});

it('only the way of the lock that changes something is offered', () => {
  expect(commandsFor(machine)).toContain('lock');
  expect(commandsFor({ ...machine, locked: true })).toContain('unlock');
  expect(commandsFor({ ...machine, locked: true })).not.toContain('lock');
});

it('an id is a UUID of version 4 and never the same', () => {
  const ids = Array.from({ length: 100 }, () => newId());
  expect(new Set(ids).size).toBe(100);
  for (const id of ids)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
