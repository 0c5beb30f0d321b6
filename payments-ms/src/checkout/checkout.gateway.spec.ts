import { expect, test } from '@jest/globals';
import type { Stripe } from 'stripe';
import { CheckoutGateway } from './checkout.gateway.js';

test('a search that reaches its limit is payments.unavailable', async () => {
  const list = function* () {
    for (;;) yield { id: 'cs_other', client_reference_id: 'other' };
  };
  const gateway = new CheckoutGateway(
    { checkout: { sessions: { list } } } as unknown as Stripe,
    async () => 'shop',
  );
  const span = { from: new Date(0), to: new Date(1_000) };
  await expect(gateway.find('ours', 1, span)).rejects.toMatchObject({ code: 'payments.unavailable' });
});
