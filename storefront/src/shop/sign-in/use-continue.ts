import { useRouter, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useAccount } from '../../api/use-session';

/** Continues at the page that asked for the sign-in, else at the products. The console is another page. */
export function useContinueOnceSignedIn(): void {
  const account = useAccount();
  const { history } = useRouter();
  const { next = '/' }: { next?: string } = useSearch({ strict: false });
  useEffect(() => {
    if (!account) return;
    if (/^\/console(\/|$|\?)/.test(next)) location.assign(next);
    else history.replace(next);
  }, [account, history, next]);
}
