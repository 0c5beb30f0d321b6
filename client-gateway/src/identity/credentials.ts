import { TokenInvalid } from '@orderwire/contracts';
import type { FastifyRequest } from 'fastify';
import { cookiesOf } from './cookies.js';

/** What a request shows of who asks. */
export interface Credential {
  readonly token: string;
  readonly by: 'bearer' | 'cookie';
}

/** RFC 6750. */
const bearer = /^Bearer ([\w~+/.-]+=*)$/i;

/**
 * The access token of a request; `Authorization` goes before the cookie. Throws auth.token_invalid for an `Authorization`
 * that is no Bearer token, or is there twice.
 */
export function credentialOf(request: Pick<FastifyRequest, 'headers' | 'raw'>): Credential | undefined {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const token = bearer.exec(authorization)?.[1];
    if (!token || !isSingle(request.raw.rawHeaders)) throw TokenInvalid();
    return { token, by: 'bearer' };
  }
  const { access } = cookiesOf(request);
  return access ? { token: access, by: 'cookie' } : undefined;
}

/** Node keeps the first of several: a proxy in front may have looked at another one. */
const isSingle = (rawHeaders: readonly string[]): boolean =>
  rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === 'authorization').length === 1;
