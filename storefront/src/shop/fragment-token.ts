let token: string | undefined;

/**
 * Takes the one-time token of a mail link out of the address (`#token=…`): neither the history nor a
 * copied address keeps it. Runs before anything renders. Returns whether there was one.
 */
export function takeFragmentToken(): boolean {
  const found = /^#token=([\w-]{1,100})$/.exec(location.hash)?.[1];
  if (!found) return false;
  token = found;
  history.replaceState(history.state, '', location.pathname + location.search);
  return true;
}

/** The token of the link that opened the page. */
export const fragmentToken = (): string | undefined => token;

/** Once it was used. */
export const forgetFragmentToken = (): void => void (token = undefined);
