import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SystemState } from '../system/state-file.js';
import { checkStripeAccount, checkWebhook, paymentsLog } from './check-webhook.js';

const keys = { STRIPE_SECRET: 'sk_test_51Habc', STRIPE_ENDPOINT_SECRET: 'whsec_mine' };
const check = (cli: string | undefined, urls: string[] | undefined, events = ['*']) =>
  checkWebhook(keys, undefined, {
    cliSecret: async () => cli,
    endpoints: async () => urls?.map((url) => ({ url, events })),
  });
const here = 'https://shop.example/payments/webhook';

describe('checkStripeAccount', () => {
  const now = Date.parse('2026-11-28T12:14:00Z');
  const date = (minutesAgo: number) => new Date(now - minutesAgo * 60_000).toUTCString();

  it.each([
    ['nothing about a good account', { status: 200, date: date(0), chargesEnabled: true }, []],
    ['a clock that is ahead', { status: 200, date: date(14) }, [/14\.0 minutes ahead of Stripe/]],
    ['a clock that is behind', { status: 200, date: date(-3) }, [/3\.0 minutes behind Stripe/]],
    ['a revoked key', { status: 401, date: date(0) }, [/refuses STRIPE_SECRET/]],
    ['a restricted account', { status: 200, date: null, chargesEnabled: false }, [/cannot accept payments/]],
  ])('reports %s', async (_, answer, texts) => {
    const findings = await checkStripeAccount(
      keys,
      async () => answer,
      () => now,
    );
    expect(findings).toEqual(
      texts.map((text) => expect.objectContaining({ level: 'problem', text: expect.stringMatching(text) })),
    );
  });
});

describe('checkWebhook', () => {
  it('sends no request without Stripe keys', async () => {
    const unexpected = () => Promise.reject(new Error('unexpected request'));
    expect(await checkWebhook({}, undefined, { cliSecret: unexpected, endpoints: unexpected })).toEqual([]);
  });

  it('names the events that the endpoint does not post', async () => {
    const events = [
      'checkout.session.completed',
      'refund.updated',
      'charge.dispute.created',
      'charge.refunded',
    ];
    expect(await check('whsec_cli', [here], events)).toEqual([
      expect.objectContaining({
        level: 'problem',
        text: `${here} does not post radar.early_fraud_warning.*, review.*`,
      }),
      expect.objectContaining({ level: 'warning' }),
    ]);
  });

  it.each([
    ['fine', 'the secret of "stripe listen"', 'whsec_mine', undefined],
    ['problem', 'another secret when no endpoint posts here', 'whsec_cli', ['https://shop.example/other']],
    ['warning', 'a secret that cannot be compared when an endpoint posts here', 'whsec_cli', [here]],
    ['warning', 'no endpoint when the CLI may run elsewhere', undefined, []],
    ['warning', 'a Stripe API that does not respond', undefined, undefined],
  ])('reports %s for %s', async (level, _, cli, urls) => {
    expect(await check(cli, urls)).toEqual([expect.objectContaining({ level })]);
  });

  it("names the host and NODE_EXTRA_CA_CERTS when Stripe's certificate is unknown here", async () => {
    const cause = Object.assign(new Error('no'), { code: 'SELF_SIGNED_CERT_IN_CHAIN' });
    const endpoints = () => Promise.reject(new TypeError('fetch failed', { cause }));
    const [finding] = await checkWebhook(keys, undefined, { cliSecret: async () => undefined, endpoints });
    expect(finding).toMatchObject({
      level: 'warning',
      remedy: expect.stringMatching(/api\.stripe\.com.*NODE_EXTRA_CA_CERTS/),
    });
  });

  it('reports rejected signatures of the running payments-ms without showing a secret', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'orderwire-doctor-'));
    const logFile = join(folder, 'payments-ms.log');
    const rejected = (reason: string) => JSON.stringify({ reason, msg: 'a webhook request was refused' });
    writeFileSync(
      logFile,
      `${rejected('No signatures found')}\n${rejected('The Stripe-Signature header is missing.')}\n`,
    );
    const state = { stripe: 'real', services: { 'payments-ms': { replicas: [{ logFile }] } } };
    try {
      const [finding] = await checkWebhook(keys, paymentsLog(state as unknown as SystemState));
      expect(finding).toMatchObject({
        level: 'problem',
        text: expect.stringContaining('rejected 1 webhooks'),
      });
      expect(JSON.stringify(finding)).not.toContain('whsec_mine');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
