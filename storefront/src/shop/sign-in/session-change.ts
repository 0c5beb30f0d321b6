import { api } from '../../api/client';
import { queryClient } from '../../api/query-client';
import { forgetSession, rememberSession, type SessionReply } from '../../api/session';

/** Throws a {@link Problem} when the session may still be open: its cookies are out of reach of scripts. */
export async function signOut(): Promise<void> {
  await api.post('/auth/logout');
  forgetSession();
}

export function sessionStarted(reply: SessionReply): void {
  rememberSession(reply);
  void queryClient.invalidateQueries();
}
