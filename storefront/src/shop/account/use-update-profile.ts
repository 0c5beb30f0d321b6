import type { AccountView, UpdateProfileRequest } from '@orderwire/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client';
import { rememberAccount } from '../../api/session';
import { profileQuery } from './queries';

/** Changes the profile, and what the page knows of it. */
export function useUpdateProfile() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (changes: UpdateProfileRequest) => api.patch<AccountView>('/auth/me', changes),
    onSuccess: (account) => {
      rememberAccount(account);
      client.setQueryData(profileQuery(account.id).queryKey, account);
    },
  });
}
