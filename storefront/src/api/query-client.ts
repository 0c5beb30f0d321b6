import { QueryClient } from '@tanstack/react-query';
import { Problem } from './problem';

/** Retries only what may succeed later. A problem that a person has to read is shown at once. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // Without network a request fails at once, so that the page can say so.
      networkMode: 'always',
      refetchOnReconnect: true,
      staleTime: 5_000,
      retry: (failures, error) => failures < 3 && error instanceof Problem && error.isTemporary,
      retryDelay: (failures, error) =>
        error instanceof Problem && error.retryAfter ? error.retryAfter * 1_000 : 500 * 2 ** failures,
    },
    // A click that waited for the network would act long after the person has left.
    mutations: { retry: false, networkMode: 'always' },
  },
});
