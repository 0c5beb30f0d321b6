import { QueryClient } from '@tanstack/react-query';
import { Problem } from './problem';

/** Retries only what may succeed later. A problem that a person has to read is shown at once. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (failures, error) => failures < 3 && error instanceof Problem && error.isTemporary,
      retryDelay: (failures, error) =>
        error instanceof Problem && error.retryAfter ? error.retryAfter * 1_000 : 500 * 2 ** failures,
    },
    mutations: { retry: false },
  },
});
