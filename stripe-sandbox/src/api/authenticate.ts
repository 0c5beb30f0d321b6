import { timingSafeEqual } from 'node:crypto';
import { maskKey } from '../faults/account.js';
import { ApiError } from './api-error.js';

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

function readKey(header: string | undefined): string | undefined {
  const [scheme, value] = header?.split(' ') ?? [];
  if (!value) return undefined;
  if (scheme?.toLowerCase() === 'bearer') return value;
  if (scheme?.toLowerCase() !== 'basic') return undefined;
  return Buffer.from(value, 'base64').toString().split(':')[0];
}
