import { timingSafeEqual } from 'node:crypto';
import { ApiError } from './api-error.js';

/** Makes a check of the `Authorization` header: Basic with the key as user name, or Bearer. */
export function authenticator(apiKey: string): (header: string | undefined) => void {
  const expected = Buffer.from(apiKey);
  return (header) => {
    const given = Buffer.from(readKey(header));
    if (given.length === 0)
      throw new ApiError(
        401,
        'APIKEY.REQUIRED',
        'No API key was provided: send it as the user of Basic authentication.',
      );
    if (given.length !== expected.length || !timingSafeEqual(given, expected))
      throw new ApiError(401, 'APIKEY.INVALID', 'The API key is invalid.');
  };
}

function readKey(header = ''): string {
  const [scheme = '', value = ''] = header.split(' ');
  if (scheme.toLowerCase() === 'bearer') return value;
  if (scheme.toLowerCase() !== 'basic') return '';
  return Buffer.from(value, 'base64').toString().split(':')[0] ?? '';
}
