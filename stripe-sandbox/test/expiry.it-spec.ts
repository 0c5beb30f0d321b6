import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { failure, Shop, until } from './shop.js';

describe('expiry', () => {
  let shop: Shop;
  let now: number;
  beforeEach(async () => {
    now = Date.UTC(2026, 5, 15);
    shop = await Shop.open({ now: () => now });
  });
  afterEach(() => shop.close());

  it('closes a session at its expires_at and emits the event', async () => {
    const { id } = await shop.session({ expires_at: now / 1000 + 1800 });
    now += 1_800_000;
    await until(async () => (await shop.eventTypes()).includes('checkout.session.expired'));
    const session = await shop.stripe.checkout.sessions.retrieve(id);
    expect(session).toMatchObject({ status: 'expired', payment_status: 'unpaid', url: null });
    expect(await shop.pay(id)).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining('expired') } },
    });
    expect((await fetch(`${shop.sandbox.url}/c/pay/${id}`)).status).toBe(410);
  });

  it('happens on demand through the API, once', async () => {
    const { id } = await shop.session();
    expect((await shop.stripe.checkout.sessions.expire(id)).status).toBe('expired');
    const error = await failure(shop.stripe.checkout.sessions.expire(id));
    expect(error.statusCode).toBe(400);
    expect(error.message).toBe(
      'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of `expired`.',
    );
    expect(await shop.eventTypes()).toEqual(['checkout.session.expired']);
  });

  it('cancels the PaymentIntent of a declined attempt', async () => {
    const { id } = await shop.session();
    await shop.pay(id, { card: '4000000000000002' });
    expect((await shop.control(`checkout/sessions/${id}/expire-now`)).body.status).toBe('expired');
    expect((await shop.stripe.paymentIntents.list()).data[0]?.status).toBe('canceled');
  });

  it('does not change a paid session', async () => {
    const { id } = await shop.session();
    await shop.pay(id);
    expect((await shop.control(`checkout/sessions/${id}/expire-now`)).status).toBe(400);
    now += 25 * 3600 * 1000;
    expect((await shop.stripe.checkout.sessions.retrieve(id)).status).toBe('complete');
  });
});
