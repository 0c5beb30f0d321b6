import { afterEach, describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import { failure, order, Shop } from './shop.js';

describe('an Idempotency-Key', () => {
  let shop: Shop;
  afterEach(() => shop.close());

  it('returns the first reply again without doing anything twice', async () => {
    shop = await Shop.open();
    const first = await shop.stripe.checkout.sessions.create(order(), { idempotencyKey: 'order-1' });
    await shop.pay(first.id);
    const again = await shop.stripe.checkout.sessions.create(order(), { idempotencyKey: 'order-1' });
    expect(again).toEqual(first);
    expect(again.lastResponse.headers['idempotent-replayed']).toBe('true');
    expect(first.lastResponse.headers['idempotent-replayed']).toBeUndefined();
    expect((await shop.stripe.checkout.sessions.list()).data).toHaveLength(1);
  });

  it('does not depend on the order of the parameters', async () => {
    shop = await Shop.open();
    const { mode, ...rest } = order();
    const first = await shop.stripe.checkout.sessions.create({ mode, ...rest }, { idempotencyKey: 'k' });
    const again = await shop.stripe.checkout.sessions.create({ ...rest, mode }, { idempotencyKey: 'k' });
    expect(again.id).toBe(first.id);
  });

  it('is refused with other parameters and on another endpoint', async () => {
    shop = await Shop.open();
    await shop.stripe.checkout.sessions.create(order(), { idempotencyKey: 'k' });
    const other = order({ client_reference_id: 'other' });
    const mismatch = await failure(shop.stripe.checkout.sessions.create(other, { idempotencyKey: 'k' }));
    expect(mismatch).toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
    expect([mismatch.statusCode, mismatch.message]).toEqual([
      400,
      expect.stringContaining('same parameters'),
    ]);
    const elsewhere = await failure(shop.stripe.customers.create({}, { idempotencyKey: 'k' }));
    expect([elsewhere.statusCode, elsewhere.message]).toEqual([
      400,
      expect.stringContaining('same endpoint'),
    ]);
  });

  it('allows one request at a time; the others get 409', async () => {
    const twiceAtOnce = async (apiLatencyMs: number): Promise<unknown[]> => {
      shop = await Shop.open({ apiLatencyMs });
      const create = (): Promise<unknown> =>
        shop.stripe.checkout.sessions.create(order(), { idempotencyKey: 'k' });
      const outcomes = await Promise.allSettled([create(), create()]);
      expect((await shop.stripe.checkout.sessions.list()).data).toHaveLength(1);
      return outcomes.map((outcome) =>
        outcome.status === 'fulfilled' ? 'done' : [outcome.reason.statusCode, outcome.reason.code],
      );
    };
    let outcomes = await twiceAtOnce(50);
    // On a machine that is busy the second may come when the first is done: then the first takes
    // longer.
    for (let latency = 200; !outcomes.some(Array.isArray) && latency < 10_000; latency *= 4) {
      await shop.close();
      outcomes = await twiceAtOnce(latency);
    }
    expect(outcomes).toContainEqual('done');
    expect(outcomes).toContainEqual([409, 'idempotency_key_in_use']);
  });

  it('stores the failure of a request that was performed', async () => {
    shop = await Shop.open();
    const { id } = await shop.session();
    await shop.pay(id);
    const expire = (): Promise<unknown> =>
      shop.stripe.checkout.sessions.expire(id, {}, { idempotencyKey: 'k' });
    const [first, again] = [await failure(expire()), await failure(expire())];
    expect(again.message).toBe(first.message);
    expect([first, again].map(({ headers }) => headers?.['idempotent-replayed'])).toEqual([
      undefined,
      'true',
    ]);
  });
});
