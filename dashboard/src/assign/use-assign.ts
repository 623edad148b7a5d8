import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Assignees, AssignmentAnswer, AssignOrder } from '../../../protocol/http/fleet.ts';
import { ApiFailure, fetchJson } from '../api/fetch-json.ts';

/** Who may be sent to a machine. */
export function useAssignees() {
  return useQuery({
    queryKey: ['assignees'],
    queryFn: ({ signal }) => fetchJson<Assignees>('/api/assignees', { signal }),
  });
}

/** Gives a machine to a person, or back to nobody; refused or not, the machines are looked at anew. */
export function useAssign(machine: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (order: AssignOrder) =>
      fetchJson<AssignmentAnswer>(`/api/machines/${encodeURIComponent(machine)}/assignee`, {
        method: 'PUT',
        body: order,
      }),
    onSettled: () => client.invalidateQueries({ queryKey: ['machines'] }),
  });
}

/** Whether somebody else was quicker. */
export function isChanged(error: Error | null): boolean {
  return error instanceof ApiFailure && error.code === 'ASSIGNEE_CHANGED';
}
