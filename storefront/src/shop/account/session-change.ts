import { api } from '../../api/client';
import { queryClient } from '../../api/query-client';
import { forgetSession, rememberSession, type SessionReply } from '../../api/session';

/** What the last account could see must not stay on the screen of the next person. */
const privateKeys = ['order', 'orders', 'sessions', 'preferences', 'profile'];

const forgetPrivateData = (): void => {
  for (const key of privateKeys) queryClient.removeQueries({ queryKey: [key] });
};

/** Throws a {@link Problem} when the session may still be open: its cookies are out of reach of scripts. */
export async function signOut(): Promise<void> {
  await api.post('/auth/logout');
  sessionEnded();
}

/** The session ended: by the shopper, or with the account. */
export function sessionEnded(): void {
  forgetSession();
  sessionStorage.clear();
  forgetPrivateData();
}

export function sessionStarted(reply: SessionReply): void {
  rememberSession(reply);
  void queryClient.invalidateQueries();
}
