import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { User, UserChange } from '../../../protocol/http/access.ts';
import { fetchJson } from '../api/fetch-json.ts';
import { lookAgain } from './use-session.ts';

/** Changes a user; the list, and who one is oneself, are asked for anew. */
export function useChangeUser(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: UserChange) =>
      fetchJson<User>(`/api/users/${id}`, { method: 'PATCH', body: change }),
    onSettled: () => {
      lookAgain(client);
      return client.invalidateQueries({ queryKey: ['users'] });
    },
  });
}
