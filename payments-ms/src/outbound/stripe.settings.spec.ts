import { expect, test } from '@jest/globals';
import { RefundPayment } from '@orderwire/contracts';
import { connectStripe } from './stripe.settings.js';

test('one try at a Stripe that hangs ends long before the caller of a refund gives up', () => {
  const { timeoutMs } = RefundPayment;
  expect(connectStripe('sk_test_any').getApiField('timeout')).toBeLessThan(timeoutMs - 3_000);
});
