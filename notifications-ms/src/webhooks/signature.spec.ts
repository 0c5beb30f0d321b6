import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { secretText, signWebhook } from './signature.js';

const id = '019a0000-0000-7000-8000-000000000001';
const body = '{"type":"order.paid","timestamp":"2026-11-01T00:00:00Z","data":{"note":"é ☕"}}';
const [current, previous] = [randomBytes(32), randomBytes(32)];

const verify = (secret: Buffer, text: string, headers: object): unknown =>
  new Webhook(secretText(secret)).verify(text, headers as Record<string, string>);

describe('the signature of a webhook', () => {
  it('is what the library of Standard Webhooks accepts', () => {
    expect(verify(current, body, signWebhook(id, new Date(), body, [current]))).toEqual(JSON.parse(body));
  });

  it('is accepted by holders of either secret after a rotation', () => {
    const headers = signWebhook(id, new Date(), body, [current, previous]);
    expect(headers['webhook-signature'].split(' ')).toHaveLength(2);
    for (const secret of [current, previous]) expect(() => verify(secret, body, headers)).not.toThrow();
  });

  it('is refused for another body, another secret and another time', () => {
    const headers = signWebhook(id, new Date(), body, [current]);
    expect(() => verify(current, `${body} `, headers)).toThrow();
    expect(() => verify(previous, body, headers)).toThrow();
    const old = signWebhook(id, new Date(Date.now() - 600_000), body, [current]);
    expect(() => verify(current, body, old)).toThrow();
    expect(() =>
      verify(current, body, { ...old, 'webhook-timestamp': headers['webhook-timestamp'] }),
    ).toThrow();
  });

  it('has a secret of at least 24 bytes, in base64 after whsec_', () => {
    expect(secretText(current)).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  });
});
