import type { MachineStatus, MachineView } from '../../../protocol/http/fleet.ts';
import { matchesSearch } from './fold.ts';

/** How the list may be sorted; `urgency` is the server's own order. */
export const machineSorts = ['urgency', 'name', 'district', 'fill', 'today'] as const;
export type MachineSort = (typeof machineSorts)[number];

/** Statuses in the order of the filter: worst first, as the list. */
export const machineStatuses = [
  'offline',
  'fault',
  'empty',
  'locked',
  'low',
  'open',
  'ok',
  'unknown',
] as const satisfies readonly MachineStatus[];

/** What a reader asked to see of the machines; it stands in the page's address. */
export interface MachineFilter {
  readonly search: string;
  /** Empty: all. */
  readonly statuses: readonly MachineStatus[];
  readonly district: string;
  readonly sort: MachineSort;
  readonly chosen: readonly string[];
}

/** Reads a page's address; a word that it does not know is left out. */
export function readMachineFilter(params: URLSearchParams): MachineFilter {
  const wordsOf = (key: string) => (params.get(key) ?? '').split(',').filter((word) => word !== '');
  const sort = params.get('sort');
  return {
    search: params.get('q') ?? '',
    statuses: machineStatuses.filter((status) => wordsOf('status').includes(status)),
    district: params.get('district') ?? '',
    sort: machineSorts.find((known) => known === sort) ?? 'urgency',
    chosen: [...new Set(wordsOf('chosen'))],
  };
}

/** The same as an address; what is as usual is not said. */
export function writeMachineFilter(filter: MachineFilter): URLSearchParams {
  const params = new URLSearchParams();
  const say = (key: string, value: string) => value !== '' && params.set(key, value);
  say('q', filter.search);
  say('status', filter.statuses.join(','));
  say('district', filter.district);
  say('sort', filter.sort === 'urgency' ? '' : filter.sort);
  say('chosen', filter.chosen.join(','));
  return params;
}

/** The machines that a filter lets through, in its order; `machines` come most urgent first. */
export function applyMachineFilter(
  machines: readonly MachineView[],
  { search, statuses, district, sort }: MachineFilter,
  language: string,
): MachineView[] {
  const shown = machines.filter(
    (machine) =>
      (statuses.length === 0 || statuses.includes(machine.status)) &&
      (district === '' || machine.district === district) &&
      matchesSearch(search, [machine.name, machine.district, machine.id]),
  );
  const words = new Intl.Collator(language, { numeric: true });
  const byName = (a: MachineView, b: MachineView) => words.compare(a.name, b.name);
  switch (sort) {
    case 'urgency':
      return shown;
    case 'name':
      return shown.sort(byName);
    case 'district':
      return shown.sort((a, b) => words.compare(a.district, b.district) || byName(a, b));
    case 'fill':
      // What nobody knows comes last.
      return shown.sort((a, b) => (a.fill ?? 2) - (b.fill ?? 2) || byName(a, b));
    case 'today':
      return shown.sort((a, b) => b.masksToday - a.masksToday || byName(a, b));
  }
}

/** The districts that there are, in the language's order. */
export function districtsOf(machines: readonly MachineView[], language: string): string[] {
  const words = new Intl.Collator(language);
  return [...new Set(machines.map(({ district }) => district))]
    .filter((district) => district !== '')
    .sort(words.compare);
}
