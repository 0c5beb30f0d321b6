import { createHmac, timingSafeEqual } from 'node:crypto';

const PREFIX = 'hmac-sha256-hex=';

/**
 * Whether the header is the signature of the body with one of the secrets: HMAC-SHA256 over the raw
 * body, keyed with the NFKD form of the secret. Takes the same time for each wrong signature.
 */
export function isSigned(body: Buffer, header: string, secrets: readonly string[]): boolean {
  const given = Buffer.from(header);
  return secrets
    .map((secret) => {
      const key = Buffer.from(secret.normalize('NFKD'), 'utf8');
      const expected = Buffer.from(PREFIX + createHmac('sha256', key).update(body).digest('hex'));
      return given.length === expected.length && timingSafeEqual(given, expected);
    })
    .some(Boolean);
}
