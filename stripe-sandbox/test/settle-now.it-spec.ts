import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Shop } from './shop.js';

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open({ delayedPaymentSeconds: 86_400 });
});
afterAll(() => shop.close());

describe('a delayed payment that is settled on demand', () => {
  it.each([
    ['delayed_success', 'paid', 'checkout.session.async_payment_succeeded'],
    ['delayed_failure', 'unpaid', 'checkout.session.async_payment_failed'],
  ])('ends as %s chose, once, and says so', async (method, payment_status, type) => {
    const { id } = await shop.session();
    await shop.pay(id, { method });
    expect(await shop.eventTypes()).not.toContain(type);
    expect((await shop.control(`checkout/sessions/${id}/settle-now`)).body).toMatchObject({ payment_status });
    expect(await shop.eventTypes()).toContain(type);
    expect((await shop.control(`checkout/sessions/${id}/settle-now`)).status).toBe(400);
  });

  it('must exist: a session that is open or paid by card is not changed', async () => {
    const { id } = await shop.session();
    expect((await shop.control(`checkout/sessions/${id}/settle-now`)).status).toBe(400);
    await shop.pay(id);
    expect((await shop.control(`checkout/sessions/${id}/settle-now`)).status).toBe(400);
  });
});
