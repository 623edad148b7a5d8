import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { CommandList, CommandOrder, CommandView } from '../../../protocol/http/fleet.ts';
import { fetchJson } from '../api/fetch-json.ts';

/** While a result is awaited it is looked for this often, also where the live stream is broken. */
const awaitingMs = 2_000;

const pathOf = (machine: string) => `/api/machines/${encodeURIComponent(machine)}/commands`;

/** The commands of a machine and their results, newest first. */
export function useCommands(machine: string) {
  return useQuery({
    queryKey: ['machines', machine, 'commands'],
    queryFn: ({ signal }) => fetchJson<CommandList>(pathOf(machine), { signal }),
    refetchInterval: ({ state: { data } }) =>
      data?.commands.some(({ state }) => state === 'waiting') ? awaitingMs : false,
  });
}

/** Gives a machine an order; the list shows it at once. */
export function useOrder(machine: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (order: CommandOrder) => fetchJson<CommandView>(pathOf(machine), { body: order }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['machines', machine, 'commands'] }),
  });
}
