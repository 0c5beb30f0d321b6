import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type CreateOrderReply,
  OrderCancelled,
  PaymentRejected,
  ProductsNotSellable,
  RenewPaymentSession,
} from '@orderwire/contracts';
import { v7 as uuidv7 } from 'uuid';
import { PurgeIdempotencyKeysUseCase } from '../src/idempotency/purge-idempotency-keys.use-case.js';
import { lamp, mug } from './fake-services.js';
import { faultOf, OrdersWorld, waitUntil } from './orders-world.js';

let world: OrdersWorld;
beforeAll(async () => {
  world = await OrdersWorld.create();
});
afterAll(() => world.close());
afterEach(() => Promise.all([world.products, world.sessions].map((fake) => fake.reset())));

const orders = async (): Promise<string[]> =>
  (await world.rows<{ id: string }>('SELECT id FROM orders')).map(({ id }) => id);
const key = () => ({ idempotencyKey: uuidv7() });
/** Makes keys a day old that nobody works on, unless told until when somebody does. */
const age = (keys: string[], busyFor = '-1 s') =>
  world.rows(
    `UPDATE idempotency_keys SET created_at = now() - interval '25 h', claimed_until = now() + $2::interval
     WHERE key = ANY($1)`,
    [keys, busyFor],
  );

/** A payments-ms that takes questions and keeps the answers to itself until told. */
function holdBack(): { asked: () => Promise<unknown>; answer: () => void } {
  const usual = world.sessions.answer;
  let answer = () => {};
  const told = new Promise<void>((resolve) => (answer = resolve));
  world.sessions.answer = async (request) => {
    await told;
    return usual(request);
  };
  return {
    asked: () =>
      waitUntil(
        () => world.sessions.requests.length,
        (n) => n > 0,
      ),
    answer,
  };
}

describe('an Idempotency-Key', () => {
  it('gets the same answer to the same request again, and makes one order', async () => {
    const asking = key();
    const before = await orders();
    const first = await world.place({ email: 'a@example.com', currency: 'usd' }, asking);
    const again = await world.place({ currency: 'usd', email: 'a@example.com' }, asking);
    expect(again).toEqual(first);
    expect(await orders()).toHaveLength(before.length + 1);
    expect(world.sessions.requests).toHaveLength(1);
  });

  it('is refused with another request', async () => {
    const asking = key();
    await world.place({}, asking);
    const fault = await faultOf(world.place({ items: [{ productId: lamp, quantity: 1 }] }, asking));
    expect(fault).toMatchObject({ kind: 'unprocessable', code: 'idempotency.key_reused' });
  });

  it('of a guest is refused when it is easy to guess, and nothing is asked for; who is signed in may use any', async () => {
    const short = { idempotencyKey: 'fifteen-letters' };
    expect(await faultOf(world.place({}, short))).toMatchObject({
      code: 'invalid_message',
      details: { errors: [{ path: 'Idempotency-Key' }] },
    });
    expect(world.products.requests).toEqual([]);
    await world.place({}, { idempotencyKey: 'sixteen-letters!' });
    await world.place({}, { ...short, actor: { role: 'customer', id: uuidv7() } });
  });

  it('of another account is another key', async () => {
    const asking = key();
    const customer = { role: 'customer' as const, id: uuidv7() };
    const mine = await world.place({}, { ...asking, actor: customer });
    const other = await world.place({}, { ...asking, actor: { ...customer, id: uuidv7() } });
    expect(other.order.id).not.toBe(mine.order.id);
  });

  it('of two requests at once makes one order; the slower is told that the other is in flight, or its answer', async () => {
    const asking = key();
    const before = await orders();
    const results = await Promise.allSettled(Array.from({ length: 5 }, () => world.place({}, asking)));
    const answered = results.flatMap((r) => (r.status === 'fulfilled' ? [r.value.order.id] : []));
    const refused = results.flatMap((r) => (r.status === 'rejected' ? [r.reason as unknown] : []));
    expect(new Set(answered).size).toBe(1);
    for (const fault of refused) expect(fault).toMatchObject({ code: 'idempotency.in_flight' });
    expect(await orders()).toHaveLength(before.length + 1);
  });

  it('is in flight while its first request is worked on', async () => {
    const asking = key();
    const payments = holdBack();
    const first = world.place({}, asking);
    await payments.asked();
    expect(await faultOf(world.place({}, asking))).toMatchObject({ code: 'idempotency.in_flight' });
    payments.answer();
    expect(await world.place({}, asking).catch(() => first)).toEqual(await first);
  });

  it('whose first request crashed half-way is taken over with the order that exists', async () => {
    const asking = key();
    const payments = holdBack();
    const crashed = world.place({}, asking);
    await payments.asked();
    const before = await orders();
    await world.rows('UPDATE idempotency_keys SET claimed_until = now() WHERE key = $1', [
      asking.idempotencyKey,
    ]);
    await world.sessions.reset();
    const { order, paymentSession } = await world.place({}, asking);
    expect(await orders()).toEqual(before);
    expect(before).toContain(order.id);
    payments.answer();
    expect((await crashed).paymentSession).toEqual({ ...paymentSession, expiresAt: expect.any(String) });
    expect(await world.place({}, asking)).toMatchObject({ order, paymentSession });
  });

  it('whose first request crashed before the order was written keeps the order id under which stock is held', async () => {
    const asking = key();
    await world.products.down();
    await faultOf(world.place({}, asking));
    const [row] = await world.rows<{ resource_id: string }>(
      'SELECT resource_id FROM idempotency_keys WHERE key = $1',
      [asking.idempotencyKey],
    );
    await world.products.reset();
    const { order } = await world.place({}, asking);
    expect(order.id).toBe(row?.resource_id);
  });

  it('goes on at once with the order whose link could not be made', async () => {
    const asking = key();
    await world.sessions.down();
    const fault = await faultOf(world.place({}, asking));
    await world.sessions.reset();
    const { order } = await world.place({}, asking);
    expect(order.id).toBe(fault.details?.['orderId']);
    expect(world.sessions.requests).toMatchObject([{ orderId: order.id, attempt: 1 }]);
    expect(await world.steps(order.id)).toEqual([
      'created',
      'payment_session_failed',
      'payment_session_opened',
    ]);
  });

  it('is refused with another request also while its order waits for a link', async () => {
    const asking = key();
    await world.sessions.down();
    await faultOf(world.place({}, asking));
    await world.sessions.reset();
    const other = world.place({ items: [{ productId: lamp, quantity: 1 }] }, asking);
    expect(await faultOf(other)).toMatchObject({ code: 'idempotency.key_reused' });
  });

  it('is forgotten when the order was refused, so that it can succeed later', async () => {
    const asking = key();
    world.products.answer = () => {
      throw ProductsNotSellable({
        products: [{ productId: mug, reason: 'insufficient_stock', available: 0 }],
      });
    };
    expect(await faultOf(world.place({}, asking))).toMatchObject({ code: 'products.not_sellable' });
    await world.products.reset();
    expect((await world.place({}, asking)).order.status).toBe('PENDING');
  });

  it('is forgotten after a day, and stock goes back that was held for an order nobody asked for again', async () => {
    const [finished, left] = [key(), key()];
    const { order } = await world.place({}, finished);
    world.products.answer = () => null as never;
    await faultOf(world.place({}, left));
    const orphan = world.products.requests.at(-1)!.hold!.orderId;
    expect(await world.announced(OrderCancelled, orphan)).toEqual([]);
    const keys = [finished.idempotencyKey, left.idempotencyKey];
    await age(keys);
    await world.services[0]!.app.get(PurgeIdempotencyKeysUseCase).execute();
    expect(await world.rows('SELECT 1 FROM idempotency_keys WHERE key = ANY($1)', [keys])).toEqual([]);
    expect(await world.announced(OrderCancelled, orphan)).toHaveLength(1);
    expect(await world.announced(OrderCancelled, order.id)).toEqual([]);
  });

  it('is not forgotten while somebody works on it, however old it is', async () => {
    const asking = key();
    const payments = holdBack();
    const first = world.place({}, asking);
    await payments.asked();
    await age([asking.idempotencyKey], '1 h');
    await world.services[0]!.app.get(PurgeIdempotencyKeysUseCase).execute();
    payments.answer();
    expect(await world.place({}, asking).catch(() => first)).toEqual(await first);
    expect(await world.place({}, asking)).toEqual(await first);
  });

  it('of an order that the payment provider refused gives the same fault again, and asks nobody', async () => {
    const asking = key();
    world.sessions.answer = () => {
      throw PaymentRejected({ stripe: { code: 'amount_too_small' } });
    };
    const fault = await faultOf(world.place({}, asking));
    await world.sessions.reset();
    await world.products.reset();
    const again = await faultOf(world.place({}, asking));
    expect(again.toWire()).toEqual(fault.toWire());
    expect(again).toMatchObject({
      code: 'payments.rejected',
      details: { stripe: { code: 'amount_too_small' } },
    });
    expect([...world.products.requests, ...world.sessions.requests]).toEqual([]);
    const other = world.place({ items: [{ productId: lamp, quantity: 1 }] }, asking);
    expect(await faultOf(other)).toMatchObject({ code: 'idempotency.key_reused' });
  });

  it('goes on with an order that a newer link can still pay, also when this one is refused', async () => {
    const asking = key();
    await world.sessions.down();
    const orderId = String((await faultOf(world.place({}, asking))).details?.['orderId']);
    await world.sessions.reset();
    await world.ask(RenewPaymentSession, { orderId });
    world.sessions.answer = () => {
      throw PaymentRejected();
    };
    expect(await faultOf(world.place({}, asking))).toMatchObject({ code: 'payments.rejected' });
    expect((await world.order(orderId)).status).toBe('PENDING');
    await world.sessions.reset();
    expect((await world.place({}, asking)).order.id).toBe(orderId);
  });

  it('does not open a second link for an order that was decided before the request was repeated', async () => {
    const asking = key();
    await world.sessions.down();
    const { details } = await faultOf(world.place({}, asking));
    await world.rows("UPDATE orders SET status = 'CANCELLED', cancelled_at = now() WHERE id = $1", [
      details?.['orderId'],
    ]);
    await world.sessions.reset();
    expect(await faultOf(world.place({}, asking))).toMatchObject({ code: 'orders.not_payable' });
    expect(world.sessions.requests).toEqual([]);
  });

  it('holds over two replicas', async () => {
    const replica = await world.start();
    try {
      const asking = key();
      const answers = new Set<string>();
      const before = await orders();
      const attempt = () =>
        waitUntil<CreateOrderReply | undefined>(
          () => world.place({}, asking).catch(() => undefined),
          Boolean,
        );
      for (const reply of await Promise.all([attempt(), attempt(), attempt(), attempt()]))
        answers.add(reply!.order.id);
      expect(answers.size).toBe(1);
      expect(await orders()).toHaveLength(before.length + 1);
    } finally {
      world.services.splice(world.services.indexOf(replica), 1);
      await replica.close();
    }
  });
});
