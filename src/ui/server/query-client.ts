// The cache of answers. What it holds is made old by the events that come in (live.ts), not by a clock.
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { isSluiceError } from '../../domain/errors.js';

/** Sends whoever is not signed in to where that is done, and back afterwards. */
function onError(error: unknown): void {
  if (!isSluiceError(error, 'unauthenticated') || location.pathname === '/sign-in') return;
  location.assign(`/sign-in?to=${encodeURIComponent(location.pathname + location.search)}`);
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: { retry: false, staleTime: 15_000, refetchOnWindowFocus: true },
    mutations: { retry: false },
  },
});
