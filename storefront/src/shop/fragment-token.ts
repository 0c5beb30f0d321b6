/** The page of a mail link and its one-time token. */
let found: { readonly pathname: string; readonly token: string } | undefined;

/**
 * Takes the one-time token of a mail link out of the address (`#token=…`): neither the history nor a
 * copied address keeps it. Runs before anything renders. Returns whether there was one.
 */
export function takeFragmentToken(): boolean {
  const token = /^#token=([\w-]{1,100})$/.exec(location.hash)?.[1];
  if (!token) return false;
  found = { pathname: location.pathname, token };
  history.replaceState(history.state, '', location.pathname + location.search);
  return true;
}

/** The token of the link that opened this page, or another one. */
export const fragmentToken = (pathname = location.pathname): string | undefined =>
  found?.pathname === pathname ? found.token : undefined;

/** Once it was used. */
export const forgetFragmentToken = (): void => void (found = undefined);
