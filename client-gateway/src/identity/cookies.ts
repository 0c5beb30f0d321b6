import type { SignedIn } from '@orderwire/contracts';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** `__Host-`: browsers take it over TLS (or from this machine) only, for this host only, and no other host can plant it. */
export const ACCESS_COOKIE = '__Host-orderwire-access';
export const REFRESH_COOKIE = '__Host-orderwire-refresh';

/** Longer than both of ours together; browsers send no more than 4 kB each. */
const MAX_HEADER = 16_384;

/** What a browser keeps of a session. */
export interface SessionCookies {
  readonly access?: string;
  readonly refresh?: string;
}

/** Our cookies among those of a request. */
export function cookiesOf({ headers: { cookie } }: Pick<FastifyRequest, 'headers'>): SessionCookies {
  if (!cookie?.includes('__Host-orderwire-') || cookie.length > MAX_HEADER) return {};
  const { [ACCESS_COOKIE]: access, [REFRESH_COOKIE]: refresh } = parseCookie(cookie);
  return { ...(access && { access }), ...(refresh && { refresh }) };
}

/** Gives a session's tokens to a browser: scripts cannot read them, other sites' requests do not carry them. */
export function setCookies(reply: FastifyReply, signedIn: SignedIn): void {
  keep(reply, ACCESS_COOKIE, signedIn.accessToken, signedIn.expiresAt);
  keep(reply, REFRESH_COOKIE, signedIn.refreshToken, signedIn.refreshExpiresAt);
}

export function clearCookies(reply: FastifyReply, ...names: string[]): void {
  for (const name of names.length > 0 ? names : [ACCESS_COOKIE, REFRESH_COOKIE]) write(reply, name, '', 0);
}

const keep = (reply: FastifyReply, name: string, value: string, end: string): void =>
  write(reply, name, value, Math.max(0, Math.floor((Date.parse(end) - Date.now()) / 1_000)));

const write = (reply: FastifyReply, name: string, value: string, maxAge: number): void =>
  void reply.header(
    'set-cookie',
    stringifySetCookie({ name, value, maxAge, path: '/', secure: true, httpOnly: true, sameSite: 'strict' }),
  );
