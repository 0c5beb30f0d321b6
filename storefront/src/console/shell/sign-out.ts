import { useMutation } from '@tanstack/react-query';
import { api } from '../../api/client';
import { forgetSession } from '../../api/session';
import { toast } from '../../ui/toast';
import { m } from '../messages';

/** Ends the session. */
export function useSignOut() {
  return useMutation({
    mutationFn: () => api.post('/auth/logout'),
    onSuccess: forgetSession,
    onError: () => toast(m.shell.account.signingOutFailed),
  });
}
