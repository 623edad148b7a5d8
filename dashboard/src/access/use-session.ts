import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Session } from '../../../protocol/http/access.ts';
import { ApiFailure, fetchJson } from '../api/fetch-json.ts';

const sessionKey = ['session'];
/** How soon a server that did not answer is asked again. */
const askAgainMs = 3_000;

/** Who is signed in, as the server last said; asked again whenever a page is refused or its stream breaks. */
export function useSession() {
  return useQuery({
    queryKey: sessionKey,
    queryFn: ({ signal }) => fetchJson<Session>('/api/session', { signal }),
    // Until the server has answered once there is nothing to show.
    refetchInterval: ({ state }) => (state.data === undefined ? askAgainMs : false),
  });
}

/** Whether who is signed in may order machines and restock them; an analyst only looks. The server holds it. */
export function useMayOperate(): boolean {
  const role = useSession().data?.user?.role;
  return role === 'admin' || role === 'operator';
}

/** Asks anew who is signed in: something was refused, or went quiet. */
export function lookAgain(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: sessionKey });
}

/** Whether an error says that nobody is signed in any more. */
export function isSignedOut(error: Error): boolean {
  return error instanceof ApiFailure && error.code === 'NOT_SIGNED_IN';
}

/** One of the ways to a session: sign in, set up, a new password. The pages go on with what it answers. */
export function useSignIn<Body>(path: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Body) => fetchJson<Session>(path, { body }),
    onSuccess: (session) => client.setQueryData(sessionKey, session),
  });
}

/** Signs out, and forgets everything that was fetched for the one who was here. */
export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => fetchJson('/api/session', { method: 'DELETE' }),
    onSuccess: () => {
      client.setQueryData<Session>(sessionKey, (known) => known && { ...known, user: null });
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionKey[0] });
    },
  });
}
