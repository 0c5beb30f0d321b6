import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { ACCOUNT_ID, maskKey } from '../faults/account.js';
import { API_VERSIONS } from '../objects/api-version.js';
import { ApiError, invalid } from './api-error.js';

/** Makes a check of the `Authorization` header: Bearer, or Basic with the key as user name. */
export function authenticator(secretKey: string): (header: string | undefined) => void {
  const expected = Buffer.from(secretKey);
  const accepted = `Bearer ${secretKey}`;
  return (header) => {
    if (header === accepted) return;
    const key = readKey(header);
    if (key === undefined || key === '') {
      throw new ApiError(
        401,
        'invalid_request_error',
        "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details.",
      );
    }
    const given = Buffer.from(key);
    if (given.length === expected.length && timingSafeEqual(given, expected)) return;
    if (/^(sk|rk)_live_/.test(key)) {
      throw new ApiError(
        401,
        'invalid_request_error',
        'A live API key was sent to the stripe-sandbox, which handles test money only. Roll this key if it was sent over a network.',
      );
    }
    throw new ApiError(401, 'invalid_request_error', `Invalid API Key provided: ${maskKey(key)}`);
  };
}

/**
 * Checks the headers that choose an API version and an account.
 *
 * @throws ApiError 400 for an unknown version, 403 for any account but the sandbox's own
 */
export function checkContext(headers: IncomingHttpHeaders, secretKey: string): void {
  const version = headers['stripe-version']?.toString();
  if (version !== undefined && !API_VERSIONS.has(version))
    throw invalid(`Invalid Stripe API version: ${version}`);
  const account = (headers['stripe-account'] ?? headers['stripe-context'])?.toString();
  if (account === undefined || account === ACCOUNT_ID) return;
  throw new ApiError(
    403,
    'invalid_request_error',
    `The provided key '${maskKey(secretKey)}' does not have access to account '${account}' (or that account does not exist). Application access may have been revoked.`,
    { code: 'account_invalid' },
  );
}

function readKey(header: string | undefined): string | undefined {
  const [scheme, value] = header?.split(' ') ?? [];
  if (!value) return undefined;
  if (scheme?.toLowerCase() === 'bearer') return value;
  if (scheme?.toLowerCase() !== 'basic') return undefined;
  return Buffer.from(value, 'base64').toString().split(':')[0];
}
