import { type Actor, NotAllowed, OrderNotFound, TokenInvalid } from '@orderwire/contracts';
import { TooManyRequests } from '../limits/too-many-requests.js';
import { TooManyStreams } from '../orders/stream-places.js';

/** Refusals that may be somebody trying doors, and what the audit log calls them. */
const actions: ReadonlyMap<string, string> = new Map([
  [TokenInvalid.code, 'token_refused'],
  [NotAllowed.code, 'access_denied'],
  ['http.csrf', 'access_denied'],
  [OrderNotFound.code, 'order_refused'],
  [TooManyRequests.code, 'rate_limited'],
  [TooManyStreams.code, 'rate_limited'],
]);

/**
 * Undefined for what is an ordinary "no". `tokenSent`: without one, "sign in again" is said to nobody in particular. To staff every
 * order is open: one that they do not find is not there.
 */
export function refusalAction(
  code: string | null,
  tokenSent: boolean,
  role: Actor['role'],
): string | undefined {
  if (code === null || (code === TokenInvalid.code && !tokenSent)) return undefined;
  if (code === OrderNotFound.code && (role === 'staff' || role === 'admin')) return undefined;
  return actions.get(code);
}
