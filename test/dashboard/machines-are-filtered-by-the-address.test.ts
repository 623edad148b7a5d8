import { expect, it } from 'vitest';
import {
  applyMachineFilter,
  type MachineFilter,
  readMachineFilter,
  writeMachineFilter,
} from '../../dashboard/src/machines/machine-filter.ts';
import { machineView } from './machine-view.ts';

const machines = [
  machineView({
    id: 'm-1',
    name: 'Üçyol Metro',
    district: 'Konak',
    status: 'empty',
    fill: 0,
    masksToday: 50,
  }),
  machineView({ id: 'm-2', name: 'Çiğli', district: 'Çiğli', status: 'low', fill: 0.1, masksToday: 400 }),
  machineView({ id: 'm-3', name: 'Ilıca', district: 'Çeşme', status: 'unknown', fill: null, masksToday: 0 }),
  machineView({
    id: 'm-4',
    name: 'Konak İskele',
    district: 'Konak',
    status: 'ok',
    fill: 0.9,
    masksToday: 90,
  }),
];
const everything: MachineFilter = { search: '', statuses: [], district: '', sort: 'urgency', chosen: [] };
const shown = (part: Partial<MachineFilter>) =>
  applyMachineFilter(machines, { ...everything, ...part }, 'tr').map(({ id }) => id);

it('everything in the server’s order where nothing is asked', () => {
  expect(shown({})).toEqual(['m-1', 'm-2', 'm-3', 'm-4']);
});

it('by status, district and words together', () => {
  expect(shown({ statuses: ['empty', 'ok'] })).toEqual(['m-1', 'm-4']);
  expect(shown({ district: 'Konak', statuses: ['ok'] })).toEqual(['m-4']);
  expect(shown({ search: 'ILICA' })).toEqual(['m-3']);
  expect(shown({ search: 'm-2' })).toEqual(['m-2']);
});

it('sorts as the reader’s language does, and puts what nobody knows last', () => {
  expect(shown({ sort: 'name' })).toEqual(['m-2', 'm-3', 'm-4', 'm-1']);
  expect(shown({ sort: 'fill' })).toEqual(['m-1', 'm-2', 'm-4', 'm-3']);
  expect(shown({ sort: 'today' })).toEqual(['m-2', 'm-4', 'm-1', 'm-3']);
  expect(shown({ sort: 'district' })).toEqual(['m-3', 'm-2', 'm-4', 'm-1']);
});

it('an address says the same when it is written and read again; unknown words are left out', () => {
  const filter: MachineFilter = {
    search: 'üç & yol',
    statuses: ['empty', 'low'],
    district: 'Karşıyaka',
    sort: 'today',
    chosen: ['m-1', 'm-2'],
  };
  expect(readMachineFilter(new URLSearchParams(writeMachineFilter(filter).toString()))).toEqual(filter);
  expect(writeMachineFilter(everything).toString()).toBe('');
  const odd = new URLSearchParams('status=ok,green&sort=colour&chosen=a,,a');
  expect(readMachineFilter(odd)).toEqual({ ...everything, statuses: ['ok'], chosen: ['a'] });
});
