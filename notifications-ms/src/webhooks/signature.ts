import { createHmac } from 'node:crypto';

const PREFIX = 'whsec_';

/** The form in which a secret is shown, as in Standard Webhooks. */
export const secretText = (secret: Buffer): string => PREFIX + secret.toString('base64');

/** The headers that a receiver verifies. Several secrets: one signature each, newest first. */
export interface SignedHeaders {
  readonly 'webhook-id': string;
  /** Unix seconds. */
  readonly 'webhook-timestamp': string;
  readonly 'webhook-signature': string;
}

/** Signs a webhook as Standard Webhooks 1 does: HMAC-SHA256 of `id.timestamp.body`. */
export function signWebhook(id: string, at: Date, body: string, secrets: readonly Buffer[]): SignedHeaders {
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const content = `${id}.${timestamp}.${body}`;
  const signatures = secrets.map(
    (secret) => `v1,${createHmac('sha256', secret).update(content).digest('base64')}`,
  );
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}
