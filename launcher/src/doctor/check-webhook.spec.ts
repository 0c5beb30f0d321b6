import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SystemState } from '../system/state-file.js';
import { checkWebhook, paymentsLog } from './check-webhook.js';

const keys = { STRIPE_SECRET: 'sk_test_51Habc', STRIPE_ENDPOINT_SECRET: 'whsec_mine' };
const asked = (cli: string | undefined, urls: string[] | undefined) =>
  checkWebhook(keys, undefined, { cliSecret: async () => cli, endpoints: async () => urls });
const here = 'https://shop.example/payments/webhook';

describe('checkWebhook', () => {
  it('asks nobody without keys of your own', async () => {
    const nobody = () => Promise.reject(new Error('asked'));
    expect(await checkWebhook({}, undefined, { cliSecret: nobody, endpoints: nobody })).toEqual([]);
  });

  it.each([
    ['fine', 'the secret of "stripe listen"', 'whsec_mine', undefined],
    ['problem', 'another secret, where no endpoint posts here', 'whsec_cli', ['https://shop.example/other']],
    ['warning', 'a secret that cannot be compared, where one posts here', 'whsec_cli', [here]],
    ['warning', 'no endpoint, where the CLI may run elsewhere', undefined, []],
    ['warning', 'a Stripe that does not answer', undefined, undefined],
  ])('finds a %s in %s', async (level, _, cli, urls) => {
    expect(await asked(cli, urls)).toEqual([expect.objectContaining({ level })]);
  });

  it('is certain when the running payments-ms has refused signatures, and shows no secret', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'orderwire-doctor-'));
    const logFile = join(folder, 'payments-ms.log');
    const refused = (reason: string) => JSON.stringify({ reason, msg: 'a webhook request was refused' });
    writeFileSync(
      logFile,
      `${refused('No signatures found')}\n${refused('The Stripe-Signature header is missing.')}\n`,
    );
    const state = { stripe: 'real', services: { 'payments-ms': { replicas: [{ logFile }] } } };
    try {
      const [finding] = await checkWebhook(keys, paymentsLog(state as unknown as SystemState));
      expect(finding).toMatchObject({
        level: 'problem',
        text: expect.stringContaining('refused 1 webhooks'),
      });
      expect(JSON.stringify(finding)).not.toContain('whsec_mine');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
