import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CreatePaymentSession,
  ExpirePaymentSession,
  currencyRules,
  OrderCancelled,
  OrderCreated,
  PaymentRejected,
  PaymentsUnavailable,
  RenewPaymentSession,
  TotalOutOfRange,
  ValidateProducts,
} from '@orderwire/contracts';
import { faultOf } from '@orderwire/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { lamp, mug, sessionId, yacht } from './fake-services.js';
import { OrdersWorld } from './orders-world.js';

let world: OrdersWorld;
beforeAll(async () => {
  world = await OrdersWorld.create();
});
afterAll(() => world.close());
afterEach(() => world.resetFakes());

const count = async (table: string): Promise<number> =>
  (await world.rows<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`))[0]!.n;

describe('creating an order', () => {
  it('returns the order with names and prices of the catalogue, and a payment session', async () => {
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

  it('stores the country of an address in upper case, and no postal code where there is none', async () => {
    const address = { name: 'Ada', line1: '1 Queen’s Road', city: 'Central' };
    const shippingAddress = { ...address, country: 'hk', postalCode: '' };
    const { order } = await world.place({ shippingAddress });
    expect(order.shippingAddress).toEqual({ ...address, country: 'HK' });
    const [stored] = await world.rows<{ address: object }>(
      'SELECT shipping_address AS address FROM orders WHERE id = $1',
      [order.id],
    );
    expect(stored?.address).toEqual({ ...address, country: 'HK' });
  });

  it('records the order and its payment session in the timeline, with the correlation id', async () => {
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

  it('publishes order.created with the stored order', async () => {
    const { order } = await world.place();
    expect(await world.published(OrderCreated, order.id)).toEqual([
      {
        orderId: order.id,
        currency: 'usd',
        totalAmount: 2_500,
        items: order.items,
        createdAt: order.createdAt,
      },
    ]);
  });

  it('reserves the stock under the order id for longer than the payment session, which lives an hour', async () => {
    const { order, paymentSession } = await world.place({}, { actor: { role: 'customer', id: uuidv7() } });
    const [reservation] = world.products.requests(ValidateProducts);
    const [session] = world.sessions.requests(CreatePaymentSession);
    expect(reservation?.hold?.orderId).toBe(order.id);
    expect(Date.parse(reservation!.hold!.expiresAt)).toBeGreaterThan(Date.parse(paymentSession!.expiresAt));
    const minutes = (Date.parse(session!.expiresAt) - Date.parse(order.createdAt)) / 60_000;
    expect(minutes).toBeGreaterThan(59);
    expect(minutes).toBeLessThanOrEqual(60);
  });

  it('merges lines of one product, whatever the case of its id', async () => {
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

  it('opens the payment session with the stored lines', async () => {
    await world.place({ email: 'ada@example.com' });
    expect(world.sessions.requests(CreatePaymentSession)[0]).toMatchObject({
      attempt: 1,
      currency: 'usd',
      email: 'ada@example.com',
      items: [{ name: 'Mug', unitAmount: 1_250, quantity: 2, imageUrl: 'https://img.test/mug.png' }],
    });
  });

  it('stores nothing when a product cannot be sold, and names the product', async () => {
    const before = await count('orders');
    const unknown = uuidv7();
    const fault = await faultOf(world.place({ items: [{ productId: unknown, quantity: 1 }] }));
    expect(fault).toMatchObject({
      code: 'products.not_sellable',
      details: { products: [{ productId: unknown, reason: 'not_found' }] },
    });
    expect(await count('orders')).toBe(before);
  });

  it('refuses a total above the maximum charge, and releases the stock', async () => {
    const before = await count('orders');
    const fault = await faultOf(world.place({ items: [{ productId: yacht, quantity: 2 }] }));
    expect(fault).toMatchObject({
      code: 'orders.total_out_of_range',
      details: { totalAmount: 199_999_998, max: currencyRules('usd').maximum },
    });
    expect(await count('orders')).toBe(before);
    const reserved = world.products.requests(ValidateProducts)[0]!.hold!.orderId;
    expect(await world.published(OrderCancelled, reserved)).toHaveLength(1);
    expect(world.sessions.requests(CreatePaymentSession)).toEqual([]);
  });

  it('writes nothing when products-ms refuses the total before it reserves', async () => {
    const before = [await count('orders'), await count('messaging.outbox')];
    world.products.on(ValidateProducts, () => {
      throw TotalOutOfRange({ totalAmount: 30, currency: 'usd', min: 50, max: 99_999_999 });
    });
    expect(await faultOf(world.place())).toMatchObject({
      kind: 'invalid',
      code: 'orders.total_out_of_range',
      details: { min: 50 },
    });
    expect([await count('orders'), await count('messaging.outbox')]).toEqual(before);
  });

  it('releases stock that may be reserved when the reply about it was malformed', async () => {
    world.products.on(ValidateProducts, () => null as never);
    expect(await faultOf(world.place())).toMatchObject({ code: 'malformed_reply' });
    expect(
      await world.published(OrderCancelled, world.products.requests(ValidateProducts)[0]!.hold!.orderId),
    ).toHaveLength(1);
  });

  it('is unavailable, and stores nothing, while products-ms is down', async () => {
    const before = await count('orders');
    await world.products.stop();
    expect(await faultOf(world.place())).toMatchObject({ kind: 'unavailable' });
    expect(await count('orders')).toBe(before);
  });

  it('keeps the order while payments-ms is down: the fault names it, and its session can be renewed', async () => {
    await world.sessions.stop();
    const fault = await faultOf(world.place());
    expect(fault).toMatchObject({ kind: 'unavailable', code: 'service_unavailable' });
    const orderId = String(fault.details?.['orderId']);
    expect((await world.order(orderId)).status).toBe('PENDING');
    expect(await world.steps(orderId)).toEqual(['created', 'payment_session_failed']);
    await world.sessions.reset();
    expect(await world.request(RenewPaymentSession, { orderId })).toMatchObject({
      id: sessionId(orderId, 2),
    });
    expect(await world.steps(orderId)).toEqual([
      'created',
      'payment_session_failed',
      'payment_session_opened',
    ]);
  });

  it('returns the fault of payments-ms with the id of the PENDING order', async () => {
    world.sessions.on(CreatePaymentSession, () => {
      throw PaymentsUnavailable({ hint: 'later' });
    });
    const fault = await faultOf(world.place());
    expect(fault.code).toBe('payments.unavailable');
    expect(fault.details).toMatchObject({ hint: 'later', orderId: expect.any(String) });
  });

  it('cancels an order that the payment provider rejects, which releases its stock', async () => {
    world.sessions.on(CreatePaymentSession, () => {
      throw PaymentRejected({ stripe: { code: 'amount_too_small' } });
    });
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
    expect(await world.published(OrderCancelled, orderId)).toMatchObject([{ reason }]);
  });

  it('returns the rejection even if the order cannot be cancelled', async () => {
    world.sessions.on(CreatePaymentSession, () => {
      throw PaymentRejected();
    });
    await world.expiry.stop();
    const fault = await faultOf(world.place());
    expect(fault.code).toBe('payments.rejected');
    expect((await world.order(String(fault.details?.['orderId']))).status).toBe('PENDING');
  });

  it('never opens a payment session for an order that was cancelled meanwhile', async () => {
    world.sessions.on(CreatePaymentSession, async (request) => {
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
    });
    expect(await faultOf(world.place())).toMatchObject({
      code: 'orders.not_payable',
      details: { status: 'CANCELLED' },
    });
    expect(world.expiry.requests(ExpirePaymentSession)).toHaveLength(1);
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
