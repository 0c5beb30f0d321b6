import { describe, expect, test } from '@jest/globals';
import type { CheckoutSession } from '../checkout/checkout-session.js';
import { type ClaimedEvent, decide, type KnownSession, toSettledSession } from './settlement.js';

const orderId = '0192f0c1-1111-7bbb-8ccc-000000000001';
const now = new Date('2026-03-01T10:05:00Z');
const known: KnownSession = {
  ...{ orderId, attempt: 1, stripeId: 'cs_1', amount: 4498, currency: 'usd' },
  ...{ correlationId: 'c', replaced: 'no' },
};
const event: ClaimedEvent = {
  ...{ id: 'evt_1', type: 'checkout.session.completed', objectId: 'cs_1' },
  ...{ receivedAt: now, createdAt: null, attempts: 1, session: known, shop: 'shop' },
};
const free = (changes: Partial<CheckoutSession> = {}): CheckoutSession => ({
  ...{ id: 'cs_1', status: 'complete', paid: true, free: true, amount: 0, currency: 'usd' },
  ...{ url: null, successUrl: 's', cancelUrl: 'c', expiresAt: now, orderId, attempt: 1, email: null },
  intent: { id: 'cs_1', status: 'succeeded', received: 0, failure: null, charge: null },
  ...changes,
});

describe('a completed session that required no payment', () => {
  test('is paid: a promotion code left nothing to pay', () => {
    const decision = decide(event, free(), now, 'shop');
    expect(decision).toMatchObject({ kind: 'paid', outcome: 'paid' });
    expect(toSettledSession(decision, known, free(), now)).toMatchObject({
      status: 'complete',
      final: true,
      payment: { id: 'cs_1', amount: 0, currency: 'usd', status: 'succeeded' },
    });
  });

  test.each([
    ['an amount is due', free({ amount: 4498 })],
    ['the currency is another', free({ currency: 'eur' })],
  ])('fails, because nothing was paid, if %s', (_name, session) => {
    expect(decide(event, session, now, 'shop')).toMatchObject({ kind: 'ended', outcome: 'failed' });
  });
});
