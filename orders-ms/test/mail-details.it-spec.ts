import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Actor,
  AlreadyPaid,
  AttemptSuperseded,
  CancelOrder,
  CreatePaymentSession,
  GetMailDetails,
  GetPaymentSession,
  guest,
  NotAllowed,
  PaymentsUnavailable,
  RenewPaymentSession,
  system,
} from '@orderwire/contracts';
import { type Caller, faultOf } from '@orderwire/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { sessionId } from './fake-services.js';
import { OrdersWorld, staff } from './orders-world.js';

let world: OrdersWorld;
beforeAll(async () => void (world = await OrdersWorld.create()));
afterEach(() => world.resetFakes());
afterAll(() => world.close());

describe('the details for e-mails', () => {
  const detailsOf = (orderIds: string[], caller: Caller = { actor: system }) =>
    world.request(GetMailDetails, { orderIds }, caller);

  it('have the order, its language and the end of its session; those of a guest also the order token', async () => {
    const placed = await world.place({ email: 'ada@example.com', locale: 'de-CH' });
    expect((await detailsOf([placed.order.id])).orders).toEqual([
      {
        order: placed.order,
        customerId: null,
        locale: 'de-CH',
        orderToken: placed.orderToken,
        payUntil: placed.paymentSession?.expiresAt,
      },
    ]);
  });

  it('have the account of a customer, and no token', async () => {
    const customer: Actor = { role: 'customer', id: uuidv7() };
    const { order } = await world.place({}, { actor: customer });
    expect((await detailsOf([order.id])).orders).toMatchObject([
      { customerId: customer.id, locale: null, orderToken: null },
    ]);
  });

  it('are returned for many orders; orders that do not exist are left out', async () => {
    const ids = [(await world.place()).order.id, (await world.place()).order.id];
    const { orders } = await detailsOf([uuidv7(), ...ids, ...ids]);
    expect(orders.map(({ order }) => order.id).sort()).toEqual(ids);
    expect(orders.map(({ order }) => order.items.length)).toEqual([1, 1]);
  });

  it('are for services only', async () => {
    for (const actor of [guest, staff])
      expect(NotAllowed.matches(await faultOf(detailsOf([uuidv7()], { actor, serviceKey: null })))).toBe(
        true,
      );
  });
});

describe('the live payment session', () => {
  const sessionOf = async (orderId: string) =>
    (await world.request(GetPaymentSession, { orderId }, system)).paymentSession;
  const stored = (orderId: string) => world.rows('SELECT * FROM orders WHERE id = $1', [orderId]);

  it('of a PENDING order is that of its newest attempt, and the order stays as it is', async () => {
    const { order, paymentSession } = await world.place();
    expect(await sessionOf(order.id)).toEqual(paymentSession);
    await world.request(RenewPaymentSession, { orderId: order.id });
    const before = await stored(order.id);
    expect(await sessionOf(order.id)).toMatchObject({ id: sessionId(order.id, 2) });
    expect(await stored(order.id)).toEqual(before);
  });

  it('is null for an order that is unknown or not PENDING', async () => {
    const { order } = await world.place();
    await world.request(CancelOrder, { orderId: order.id });
    expect(await sessionOf(order.id)).toBeNull();
    expect(await sessionOf(uuidv7())).toBeNull();
  });

  it.each([
    ['could not be opened', 'payment_session_id = NULL'],
    ['has expired', "payment_session_expires_at = now() - interval '1 second'"],
    ['is complete while its payment is processed', "cancellation_blocked_by = 'payment_processing'"],
  ])('is null when it %s: none is requested', async (_when, change) => {
    const { order } = await world.place();
    await world.rows(`UPDATE orders SET ${change} WHERE id = $1`, [order.id]);
    world.sessions.calls.length = 0;
    expect(await sessionOf(order.id)).toBeNull();
    expect(world.sessions.calls).toEqual([]);
  });

  it.each([
    ['paid', AlreadyPaid],
    ['replaced by another', AttemptSuperseded],
  ])('is null when payments-ms says that it is %s', async (_state, fault) => {
    const { order } = await world.place();
    world.sessions.on(CreatePaymentSession, () => {
      throw fault();
    });
    expect(await sessionOf(order.id)).toBeNull();
    expect(await world.steps(order.id)).not.toContain('session_failed');
  });

  it('is unknown while Stripe is unavailable', async () => {
    const { order } = await world.place();
    world.sessions.on(CreatePaymentSession, () => {
      throw PaymentsUnavailable();
    });
    const fault = await faultOf(world.request(GetPaymentSession, { orderId: order.id }, system));
    expect(PaymentsUnavailable.matches(fault)).toBe(true);
  });
});
