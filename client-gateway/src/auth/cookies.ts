import type { SignedIn } from '@orderwire/contracts';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** `__Host-`: browsers accept it only over TLS or from localhost, for this host alone. */
export const ACCESS_COOKIE = '__Host-orderwire-access';
export const REFRESH_COOKIE = '__Host-orderwire-refresh';

/** Longer than all our cookies together: browsers limit each to 4 kB. */
const MAX_HEADER = 16_384;

/** The tokens of a session, as a browser keeps them. */
export interface SessionCookies {
  readonly access?: string;
  readonly refresh?: string;
}

export function readSessionCookies(request: Pick<FastifyRequest, 'headers'>): SessionCookies {
  const { [ACCESS_COOKIE]: access, [REFRESH_COOKIE]: refresh } = readOwnCookies(request);
  return { ...(access && { access }), ...(refresh && { refresh }) };
}

/** The cookies of a request by name; none if it carries none of ours, or too many. */
export function readOwnCookies({
  headers: { cookie },
}: Pick<FastifyRequest, 'headers'>): Readonly<Record<string, string | undefined>> {
  return cookie?.includes('__Host-orderwire-') && cookie.length <= MAX_HEADER ? parseCookie(cookie) : {};
}

export function setSessionCookies(reply: FastifyReply, signedIn: SignedIn): void {
  setUntil(reply, ACCESS_COOKIE, signedIn.accessToken, signedIn.expiresAt);
  setUntil(reply, REFRESH_COOKIE, signedIn.refreshToken, signedIn.refreshExpiresAt);
}

/** Clears the named cookies; default: both. */
export function clearSessionCookies(reply: FastifyReply, ...names: string[]): void {
  for (const name of names.length > 0 ? names : [ACCESS_COOKIE, REFRESH_COOKIE])
    setCookie(reply, name, '', 0);
}

const setUntil = (reply: FastifyReply, name: string, value: string, expiresAt: string): void =>
  setCookie(reply, name, value, Math.max(0, Math.floor((Date.parse(expiresAt) - Date.now()) / 1_000)));

/** Scripts cannot read the cookie, and requests from other sites do not carry it. `maxAge`: seconds. */
export const setCookie = (reply: FastifyReply, name: string, value: string, maxAge: number): void =>
  void reply.header(
    'set-cookie',
    stringifySetCookie({ name, value, maxAge, path: '/', secure: true, httpOnly: true, sameSite: 'strict' }),
  );
