import { createHmac } from 'node:crypto';

/** The `X-Hmac-Signature` header of a body: HMAC-SHA256 with the NFKD form of the secret. */
export function sign(body: string, secret: string): string {
  const digest = createHmac('sha256', Buffer.from(secret.normalize('NFKD'), 'utf8'))
    .update(body)
    .digest('hex');
  return `hmac-sha256-hex=${digest}`;
}
