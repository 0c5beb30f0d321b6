import { expect, test } from '@jest/globals';
import type { Stripe } from 'stripe';
import { StripeGateway } from './stripe.gateway.js';

test('a search that finds no end is payments.unavailable, not a failure of ours', async () => {
  const list = function* () {
    for (;;) yield { id: 'cs_other', client_reference_id: 'other' };
  };
  const gateway = new StripeGateway({ checkout: { sessions: { list } } } as unknown as Stripe);
  const span = { from: new Date(0), to: new Date(1_000) };
  await expect(gateway.find('ours', 1, span)).rejects.toMatchObject({ code: 'payments.unavailable' });
});
