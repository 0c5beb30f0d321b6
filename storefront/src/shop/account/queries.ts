import type { AccountView, PreferencesView, SessionList } from '@orderwire/contracts';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client';
import { rememberAccount } from '../../api/session';

/** The account as it is now: it may have changed in another browser. */
export const profileQuery = (accountId: string) =>
  queryOptions({
    queryKey: ['profile', accountId],
    queryFn: async ({ signal }) => {
      const account = await api.get<AccountView>('/auth/me', undefined, signal);
      rememberAccount(account);
      return account;
    },
  });

export const preferencesQuery = queryOptions({
  queryKey: ['preferences'],
  queryFn: ({ signal }) => api.get<PreferencesView>('/notifications/preferences', undefined, signal),
});

export const sessionsQuery = infiniteQueryOptions({
  queryKey: ['sessions'],
  queryFn: ({ pageParam, signal }) => api.get<SessionList>('/auth/sessions', { cursor: pageParam }, signal),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: ({ meta }) => meta.nextCursor ?? undefined,
});
