import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { isSignedOut, lookAgain } from '../access/use-session.ts';
import { ApiFailure } from './fetch-json.ts';

/** How often a question is asked again by itself where the server did not answer. */
const maxRetries = 3;

/** Keeps what the pages know. Whatever is refused for want of a session makes the pages ask who is signed in. */
export function createQueryClient(): QueryClient {
  const onError = (error: Error) => {
    if (isSignedOut(error)) lookAgain(client);
  };
  const client = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        // What the server refuses now it refuses in a second too.
        retry: (count, error) => count < maxRetries && !(error instanceof ApiFailure && error.status < 500),
      },
    },
  });
  return client;
}
