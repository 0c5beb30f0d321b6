import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client';
import { forgetSession } from '../../api/session';
import { toast } from '../../ui/toast';
import { m } from '../messages';

/** Ends the session and forgets all that was loaded with it. */
export function useSignOut() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => api.post('/auth/logout'),
    onSuccess: () => {
      forgetSession();
      queries.clear();
    },
    onError: () => toast(m.shell.account.signingOutFailed),
  });
}
