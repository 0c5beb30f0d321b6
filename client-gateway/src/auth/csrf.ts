import type { FastifyRequest } from 'fastify';
import { CSRF, HttpProblem } from '../edge/http-problem.js';
import type { RouteAccess } from '../edge/route.js';
import { safeMethods } from '../edge/safe-methods.js';
import { readSessionCookies } from './cookies.js';

/**
 * A custom header: cross-origin pages can send it only after a preflight that CORS_ORIGINS allows.
 */
const CSRF_HEADER = 'x-csrf-protection';

/**
 * Browsers attach cookies to requests of any page. An unsafe request with session cookies, or with
 * access by the cookie of an order, must therefore come from our own origin or an allowed one and
 * carry the header; a request that signs in must come from there too. Throws {@link CSRF}. Requests
 * with a Bearer token are exempt: browsers never add one automatically.
 */
export function assertTrustedOrigin(
  request: FastifyRequest,
  route: RouteAccess,
  allowed: ReadonlySet<string>,
  byOrderCookie = false,
): void {
  if (safeMethods.has(request.method)) return;
  const { access, refresh } = readSessionCookies(request);
  const withCookies = access !== undefined || refresh !== undefined || byOrderCookie;
  if (!withCookies && !route.signsIn) return;
  if (!isTrustedOrigin(request, allowed)) throw new HttpProblem(CSRF);
  if (withCookies && request.headers[CSRF_HEADER] !== '1') throw new HttpProblem(CSRF);
}

/** Checks `Origin` and `Sec-Fetch-Site`, which scripts cannot forge. API clients send neither. */
function isTrustedOrigin(request: FastifyRequest, allowed: ReadonlySet<string>): boolean {
  const { origin, 'sec-fetch-site': site } = request.headers;
  const own = `${request.protocol}://${request.host}`;
  if (origin !== undefined) {
    if (allowed.has(origin)) return true;
    if (origin !== own) return false;
  }
  return site === undefined || site === 'same-origin' || site === 'none';
}
