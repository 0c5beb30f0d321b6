import { useRouter, useSearch } from '@tanstack/react-router';

/** Continues at the page that asked for the sign-in. The console is another page. */
export function useContinue(): () => void {
  const { history } = useRouter();
  const { next = '/' }: { next?: string } = useSearch({ strict: false });
  return () => (/^\/console(\/|$|\?)/.test(next) ? location.assign(next) : history.replace(next));
}
