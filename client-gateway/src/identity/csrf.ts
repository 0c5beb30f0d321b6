import type { FastifyRequest } from 'fastify';
import { CSRF, Refusal } from '../problems/refusals.js';
import { cookiesOf } from './cookies.js';
import type { OpenTo } from './open-to.js';

/** A page of another origin cannot send it without asking first, and the allow-list answers that question. */
export const CSRF_HEADER = 'x-csrf-protection';

const safe: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * A browser sends its cookies whoever's page asks. So a request that changes something and comes with our cookies must come from
 * our own pages or those on the allow-list, and say so by a header; a request that would sign somebody in must come from there
 * too. Throws {@link CSRF}. Requests with a Bearer token come here never: no browser adds one by itself.
 */
export function assertOwnPage(request: FastifyRequest, open: OpenTo, allowed: ReadonlySet<string>): void {
  if (safe.has(request.method)) return;
  const { access, refresh } = cookiesOf(request);
  const withCookies = access !== undefined || refresh !== undefined;
  if (!withCookies && !open.signsIn) return;
  if (!isOwnPage(request, allowed)) throw new Refusal(CSRF);
  if (withCookies && request.headers[CSRF_HEADER] !== '1') throw new Refusal(CSRF);
}

/** By `Origin` and `Sec-Fetch-Site`, which no script can forge. A client that sends neither is no browser. */
function isOwnPage(request: FastifyRequest, allowed: ReadonlySet<string>): boolean {
  const { origin, 'sec-fetch-site': site } = request.headers;
  const own = `${request.protocol}://${request.host}`;
  if (origin !== undefined) {
    if (allowed.has(origin)) return true;
    if (origin !== own) return false;
  }
  return site === undefined || site === 'same-origin' || site === 'none';
}
