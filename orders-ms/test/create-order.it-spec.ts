import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  MAX_AMOUNT,
  OrderCancelled,
  OrderCreated,
  PaymentRejected,
  PaymentsUnavailable,
  RenewPaymentSession,
} from '@orderwire/contracts';
import { v7 as uuidv7 } from 'uuid';
import { lamp, mug, sessionId, sticker, yacht } from './fake-services.js';
import { faultOf, OrdersWorld } from './orders-world.js';

let world: OrdersWorld;
beforeAll(async () => {
  world = await OrdersWorld.create();
});
afterAll(() => world.close());
afterEach(() => Promise.all([world.products, world.sessions, world.expiry].map((fake) => fake.reset())));

const count = async (table: string): Promise<number> =>
  (await world.rows<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`))[0]!.n;

describe('placing an order', () => {
  it('answers with the order at prices and names of the catalogue, and a link to pay it', async () => {
    const shippingAddress = {
      name: 'Ada',
      line1: '1 Main St',
      city: 'Springfield',
      postalCode: '12345',
      country: 'US',
    };
    const { order, paymentSession } = await world.place({
      items: [
        { productId: mug, quantity: 2 },
        { productId: lamp, quantity: 1 },
      ],
      email: 'ada@example.com',
      shippingAddress,
    });
    expect(order).toMatchObject({
      status: 'PENDING',
      currency: 'usd',
      totalAmount: 7_499,
      totalItems: 3,
      items: [
        { productId: mug, name: 'Mug', unitAmount: 1_250, quantity: 2, amount: 2_500 },
        { productId: lamp, name: 'Lamp', unitAmount: 4_999, quantity: 1, amount: 4_999 },
      ],
      email: 'ada@example.com',
      shippingAddress,
      paidAt: null,
      paymentId: null,
    });
    expect(paymentSession).toMatchObject({ id: sessionId(order.id), successUrl: 'http://shop.test/success' });
    expect(await world.order(order.id)).toMatchObject(order);
  });

  it('tells in the timeline how the order and its link came about, with the correlation id', async () => {
    const correlationId = uuidv7();
    const { order } = await world.place({}, { correlationId });
    expect(await world.timeline(order.id)).toMatchObject([
      {
        step: 'created',
        cause: 'orders.create',
        correlationId,
        details: { totalAmount: 2_500, totalItems: 2 },
      },
      { step: 'payment_session_opened', cause: 'orders.create', correlationId, details: { attempt: 1 } },
    ]);
  });

  it('announces the order once it is written', async () => {
    const { order } = await world.place();
    expect(await world.announced(OrderCreated, order.id)).toEqual([
      {
        orderId: order.id,
        currency: 'usd',
        totalAmount: 2_500,
        items: order.items,
        createdAt: order.createdAt,
      },
    ]);
  });

  it('holds the stock for its own id, longer than the link lives, and lets the link live an hour', async () => {
    const { order, paymentSession } = await world.place();
    const [asked] = world.products.requests;
    const [link] = world.sessions.requests;
    expect(asked?.hold?.orderId).toBe(order.id);
    expect(Date.parse(asked!.hold!.expiresAt)).toBeGreaterThan(Date.parse(paymentSession.expiresAt));
    const minutes = (Date.parse(link!.expiresAt) - Date.parse(order.createdAt)) / 60_000;
    expect(minutes).toBeGreaterThan(59);
    expect(minutes).toBeLessThanOrEqual(60);
  });

  it('adds up lines of the same product, however their id is written', async () => {
    const { order } = await world.place({
      items: [
        { productId: lamp, quantity: 1 },
        { productId: mug, quantity: 1 },
        { productId: lamp.toUpperCase(), quantity: 2 },
      ],
    });
    expect(order.items.map(({ productId, quantity }) => [productId, quantity])).toEqual([
      [lamp, 3],
      [mug, 1],
    ]);
    expect(order.totalItems).toBe(4);
  });

  it('sends the snapshotted lines to the payment and the same names back to whoever asks for the order', async () => {
    await world.place({ email: 'ada@example.com' });
    expect(world.sessions.requests[0]).toMatchObject({
      attempt: 1,
      currency: 'usd',
      email: 'ada@example.com',
      items: [{ name: 'Mug', unitAmount: 1_250, quantity: 2, imageUrl: 'https://img.test/mug.png' }],
    });
  });

  it('writes nothing when a product cannot be sold, and names the product', async () => {
    const before = await count('orders');
    const unknown = uuidv7();
    const fault = await faultOf(world.place({ items: [{ productId: unknown, quantity: 1 }] }));
    expect(fault).toMatchObject({
      code: 'products.not_sellable',
      details: { products: [{ productId: unknown, reason: 'not_found' }] },
    });
    expect(await count('orders')).toBe(before);
  });

  it.each([
    ['more than one payment can carry', [{ productId: yacht, quantity: 2 }], 199_999_998],
    ['nothing', [{ productId: sticker, quantity: 3 }], 0],
  ])('refuses a total of %s, and lets the held stock go', async (_what, items, totalAmount) => {
    const before = await count('orders');
    const fault = await faultOf(world.place({ items }));
    expect(fault).toMatchObject({
      code: 'orders.total_out_of_range',
      details: { totalAmount, max: MAX_AMOUNT },
    });
    expect(await count('orders')).toBe(before);
    const held = world.products.requests[0]!.hold!.orderId;
    expect(await world.announced(OrderCancelled, held)).toHaveLength(1);
    expect(world.sessions.requests).toEqual([]);
  });

  it('lets stock go that may be held when the answer about it was unreadable', async () => {
    world.products.answer = () => null as never;
    expect(await faultOf(world.place())).toMatchObject({ code: 'malformed_reply' });
    expect(await world.announced(OrderCancelled, world.products.requests[0]!.hold!.orderId)).toHaveLength(1);
  });

  it('is unavailable, and writes nothing, while products-ms is down', async () => {
    const before = await count('orders');
    await world.products.down();
    expect(await faultOf(world.place())).toMatchObject({ kind: 'unavailable' });
    expect(await count('orders')).toBe(before);
  });

  it('keeps the order when payments-ms is down: the fault names it, and a new link can be asked for', async () => {
    await world.sessions.down();
    const fault = await faultOf(world.place());
    expect(fault).toMatchObject({ kind: 'unavailable', code: 'service_unavailable' });
    const orderId = String(fault.details?.['orderId']);
    expect((await world.order(orderId)).status).toBe('PENDING');
    expect(await world.steps(orderId)).toEqual(['created', 'payment_session_failed']);
    await world.sessions.reset();
    expect(await world.ask(RenewPaymentSession, { orderId })).toMatchObject({ id: sessionId(orderId, 2) });
    expect(await world.steps(orderId)).toEqual([
      'created',
      'payment_session_failed',
      'payment_session_opened',
    ]);
  });

  it('passes on why the payment provider refuses, with the id of the order that waits', async () => {
    world.sessions.answer = () => {
      throw PaymentsUnavailable({ hint: 'later' });
    };
    const fault = await faultOf(world.place());
    expect(fault.code).toBe('payments.unavailable');
    expect(fault.details).toMatchObject({ hint: 'later', orderId: expect.any(String) });
  });

  it('cancels an order at once that the payment provider refuses, so that its stock goes back', async () => {
    world.sessions.answer = () => {
      throw PaymentRejected({ stripe: { code: 'amount_too_small' } });
    };
    const fault = await faultOf(world.place());
    const orderId = String(fault.details?.['orderId']);
    expect(fault).toMatchObject({
      code: 'payments.rejected',
      details: { stripe: { code: 'amount_too_small' } },
    });
    expect((await world.order(orderId)).status).toBe('CANCELLED');
    const reason = 'the payment provider rejected the order';
    expect((await world.timeline(orderId)).slice(1)).toMatchObject([
      { step: 'payment_session_failed', details: { code: 'payments.rejected' } },
      { step: 'cancelled', cause: 'orders.create', details: { reason } },
    ]);
    expect(await world.announced(OrderCancelled, orderId)).toMatchObject([{ reason }]);
  });

  it('passes the refusal on also when the order cannot be cancelled now', async () => {
    world.sessions.answer = () => {
      throw PaymentRejected();
    };
    await world.expiry.down();
    const fault = await faultOf(world.place());
    expect(fault.code).toBe('payments.rejected');
    expect((await world.order(String(fault.details?.['orderId']))).status).toBe('PENDING');
  });

  it('never opens a link for an order that was cancelled while the link was being made', async () => {
    world.sessions.answer = async (request) => {
      await world.rows("UPDATE orders SET status = 'CANCELLED', cancelled_at = now() WHERE id = $1", [
        request.orderId,
      ]);
      return {
        id: 'cs_late',
        url: 'http://c.test/',
        successUrl: '',
        cancelUrl: '',
        expiresAt: request.expiresAt,
      };
    };
    expect(await faultOf(world.place())).toMatchObject({
      code: 'orders.not_payable',
      details: { status: 'CANCELLED' },
    });
    expect(world.expiry.requests).toHaveLength(1);
  });

  it.each([
    ['no lines', { items: [] }, 'items'],
    ['a quantity of zero', { items: [{ productId: mug, quantity: 0 }] }, 'items.0.quantity'],
    ['a negative quantity', { items: [{ productId: mug, quantity: -1 }] }, 'items.0.quantity'],
    ['a fractional quantity', { items: [{ productId: mug, quantity: 1.5 }] }, 'items.0.quantity'],
    ['a malformed id', { items: [{ productId: 'mug', quantity: 1 }] }, 'items.0.productId'],
    ['more than 100 lines', { items: Array(101).fill({ productId: mug, quantity: 1 }) }, 'items'],
    ['an unknown currency', { currency: 'zzz' }, 'currency'],
    ['an unknown field', { totalAmount: 1 }, 'totalAmount'],
  ])('refuses %s', async (_what, request, path) => {
    const fault = await faultOf(world.place(request as object));
    expect(fault).toMatchObject({ code: 'invalid_message', details: { errors: [{ path }] } });
  });
});
