import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Actor,
  AlreadyPaid,
  CancelOrder,
  ChangeOrderStatus,
  CreatePaymentSession,
  ExpirePaymentSession,
  OrderCancelled,
  type OrderStatus,
  OrderStatusChanged,
  PaymentSucceeded,
  RenewPaymentSession,
  ValidateProducts,
} from '@orderwire/contracts';
import { faultOf } from '@orderwire/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { openSession, sessionId } from './fake-services.js';
import { OrdersWorld } from './orders-world.js';

let world: OrdersWorld;
beforeAll(async () => {
  world = await OrdersWorld.create();
});
afterAll(() => world.close());
afterEach(() => world.resetFakes());

const staff: Actor = { role: 'staff', id: uuidv7() };

async function createOrder(): Promise<string> {
  return (await world.place()).order.id;
}

async function pay(orderId: string): Promise<void> {
  const at = new Date().toISOString();
  const event = await world.publish(PaymentSucceeded, {
    orderId,
    paymentId: `pi_${orderId}`,
    sessionId: sessionId(orderId),
    amount: 2_500,
    currency: 'usd',
    receiptUrl: null,
    paidAt: at,
    webhook: { eventId: 'evt_1', type: 'checkout.session.completed', receivedAt: at },
  });
  await world.consumed('settle_order', event);
}

async function paid(): Promise<string> {
  const orderId = await createOrder();
  await pay(orderId);
  return orderId;
}

const changeStatus = (orderId: string, status: OrderStatus, actor = staff) =>
  world.request(ChangeOrderStatus, { orderId, status, reason: 'by hand' }, { actor });
const status = async (orderId: string): Promise<OrderStatus> => (await world.order(orderId)).status;

describe('cancelling an order', () => {
  it('closes the payment session first, then cancels and publishes the reason', async () => {
    const orderId = await createOrder();
    let before: OrderStatus | undefined;
    world.expiry.on(ExpirePaymentSession, async () => {
      before = await status(orderId);
      return { expired: true };
    });
    const order = await world.request(CancelOrder, { orderId, reason: 'changed my mind' });
    expect([before, order.status]).toEqual(['PENDING', 'CANCELLED']);
    expect(await world.published(OrderCancelled, orderId)).toMatchObject([{ reason: 'changed my mind' }]);
    expect((await world.timeline(orderId)).at(-1)).toMatchObject({
      step: 'cancelled',
      cause: 'orders.cancel',
    });
  });

  it('again changes nothing and returns the cancelled order', async () => {
    const orderId = await createOrder();
    await world.request(CancelOrder, { orderId });
    expect((await world.request(CancelOrder, { orderId })).status).toBe('CANCELLED');
    expect(await world.published(OrderCancelled, orderId)).toHaveLength(1);
    expect(world.expiry.requests(ExpirePaymentSession)).toHaveLength(1);
  });

  it('twice concurrently cancels once', async () => {
    const orderId = await createOrder();
    const both = await Promise.all([
      world.request(CancelOrder, { orderId }),
      world.request(CancelOrder, { orderId }),
    ]);
    expect(both.map((order) => order.status)).toEqual(['CANCELLED', 'CANCELLED']);
    expect(await world.published(OrderCancelled, orderId)).toHaveLength(1);
  });

  it('is refused when a payment was faster', async () => {
    const orderId = await createOrder();
    world.expiry.on(ExpirePaymentSession, () => {
      throw AlreadyPaid();
    });
    expect(await faultOf(world.request(CancelOrder, { orderId }))).toMatchObject({
      code: 'payments.already_paid',
    });
    expect(await status(orderId)).toBe('PENDING');
  });

  it('is refused when a payment is reported while the session is being closed', async () => {
    const orderId = await createOrder();
    world.expiry.on(ExpirePaymentSession, async () => {
      await pay(orderId);
      return { expired: false };
    });
    const fault = await faultOf(world.request(CancelOrder, { orderId }));
    expect(fault).toMatchObject({ code: 'orders.not_cancellable', details: { status: 'PAID' } });
    expect(await world.published(OrderCancelled, orderId)).toEqual([]);
  });

  it('closes a session that is opened while the old one is being closed', async () => {
    const orderId = await createOrder();
    const open = new Set([sessionId(orderId)]);
    world.sessions.on(CreatePaymentSession, async (request) => {
      open.clear();
      open.add(sessionId(orderId, request.attempt));
      return openSession(request);
    });
    world.expiry.on(ExpirePaymentSession, async () => {
      const expired = open.size > 0;
      open.clear();
      if (world.expiry.requests(ExpirePaymentSession).length === 1)
        await world.request(RenewPaymentSession, { orderId });
      return { expired };
    });
    expect((await world.request(CancelOrder, { orderId })).status).toBe('CANCELLED');
    expect([...open]).toEqual([]);
    expect(await world.published(OrderCancelled, orderId)).toHaveLength(1);
  });

  it('is refused when new sessions keep being opened, and leaves the newest open', async () => {
    const orderId = await createOrder();
    world.expiry.on(ExpirePaymentSession, async ({ replacing }) => {
      if (!replacing) await world.request(RenewPaymentSession, { orderId });
      return { expired: true };
    });
    const fault = await faultOf(world.request(CancelOrder, { orderId }));
    expect(fault).toMatchObject({ kind: 'conflict', code: 'payments.attempt_superseded' });
    const requests = world.expiry.requests(ExpirePaymentSession);
    expect(requests.filter(({ replacing }) => !replacing)).toHaveLength(3);
    expect(await status(orderId)).toBe('PENDING');
  });

  it('changes nothing while payments-ms is down', async () => {
    const orderId = await createOrder();
    await world.expiry.stop();
    expect(await faultOf(world.request(CancelOrder, { orderId }))).toMatchObject({ kind: 'unavailable' });
    expect(await status(orderId)).toBe('PENDING');
  });

  it('is refused once the order is paid', async () => {
    const orderId = await paid();
    const fault = await faultOf(world.request(CancelOrder, { orderId }));
    expect(fault).toMatchObject({ code: 'orders.not_cancellable', details: { status: 'PAID' } });
  });

  it('of an unknown order finds nothing', async () => {
    const fault = await faultOf(world.request(CancelOrder, { orderId: uuidv7() }));
    expect(fault).toMatchObject({ code: 'orders.not_found' });
  });
});

describe('changing the status', () => {
  it('leads from PAID to SHIPPED and DELIVERED, each published and recorded', async () => {
    const orderId = await paid();
    await changeStatus(orderId, 'SHIPPED');
    expect((await changeStatus(orderId, 'DELIVERED')).status).toBe('DELIVERED');
    expect(await world.published(OrderStatusChanged, orderId)).toMatchObject([
      { from: 'PAID', to: 'SHIPPED', reason: 'by hand' },
      { from: 'SHIPPED', to: 'DELIVERED' },
    ]);
    expect((await world.steps(orderId)).slice(-2)).toEqual(['status_changed', 'status_changed']);
  });

  it('never makes an order PAID', async () => {
    const fault = await faultOf(changeStatus(await createOrder(), 'PAID'));
    expect(fault).toMatchObject({
      code: 'orders.illegal_transition',
      details: { from: 'PENDING', to: 'PAID', allowed: ['CANCELLED'] },
    });
  });

  it('refuses a transition that the table does not have', async () => {
    const orderId = await paid();
    const fault = await faultOf(changeStatus(orderId, 'DELIVERED'));
    expect(fault.details).toEqual({ from: 'PAID', to: 'DELIVERED', allowed: ['SHIPPED'] });
    expect(await status(orderId)).toBe('PAID');
  });

  it('never makes an order REFUNDED, and the fault says why', async () => {
    const orderId = await paid();
    const fault = await faultOf(changeStatus(orderId, 'REFUNDED'));
    expect(fault).toMatchObject({
      code: 'orders.illegal_transition',
      details: { reason: expect.stringContaining('refunds') },
    });
    expect(await status(orderId)).toBe('PAID');
  });

  it('to CANCELLED cancels the order like orders.cancel', async () => {
    const orderId = await createOrder();
    expect((await changeStatus(orderId, 'CANCELLED')).status).toBe('CANCELLED');
    expect(world.expiry.requests(ExpirePaymentSession)).toEqual([{ orderId }]);
    expect(await world.published(OrderCancelled, orderId)).toMatchObject([{ reason: 'by hand' }]);
  });

  it('by two concurrent requests happens once', async () => {
    const orderId = await paid();
    const results = await Promise.allSettled([
      changeStatus(orderId, 'SHIPPED'),
      changeStatus(orderId, 'SHIPPED'),
    ]);
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await world.published(OrderStatusChanged, orderId)).toHaveLength(1);
  });

  it('is refused for customers', async () => {
    const orderId = await paid();
    const fault = await faultOf(changeStatus(orderId, 'SHIPPED', { role: 'customer', id: uuidv7() }));
    expect(fault).toMatchObject({ kind: 'forbidden', code: 'auth.not_allowed' });
  });
});

describe('renewing the payment session', () => {
  it('extends the reservation and counts an attempt', async () => {
    const orderId = await createOrder();
    const session = await world.request(RenewPaymentSession, { orderId });
    expect(session.id).toBe(sessionId(orderId, 2));
    const [first, again] = world.products.requests(ValidateProducts);
    expect(again?.hold?.orderId).toBe(orderId);
    expect(again!.hold!.expiresAt >= first!.hold!.expiresAt).toBe(true);
    expect(world.sessions.requests(CreatePaymentSession).map(({ attempt }) => attempt)).toEqual([1, 2]);
  });

  it('keeps the prices of the order', async () => {
    const orderId = await createOrder();
    world.products.on(ValidateProducts, ({ items, currency }) => ({
      currency,
      items: items.map((item) => ({ ...item, name: 'Dear mug', imageUrl: null, unitAmount: 9_999 })),
    }));
    await world.request(RenewPaymentSession, { orderId });
    expect(world.sessions.requests(CreatePaymentSession).at(-1)?.items).toMatchObject([
      { name: 'Mug', unitAmount: 1_250 },
    ]);
  });

  it('twice concurrently counts two attempts, of which the newer is current', async () => {
    const orderId = await createOrder();
    await Promise.allSettled([1, 2].map(() => world.request(RenewPaymentSession, { orderId })));
    const [row] = await world.rows('SELECT payment_attempt, payment_session_id FROM orders WHERE id = $1', [
      orderId,
    ]);
    expect(row).toEqual({ payment_attempt: 3, payment_session_id: sessionId(orderId, 3) });
  });

  it.each([
    ['paid', paid],
    [
      'cancelled',
      async () => {
        const orderId = await createOrder();
        await world.request(CancelOrder, { orderId });
        return orderId;
      },
    ],
  ])('is refused for an order that is %s', async (_what, make) => {
    const orderId = await make();
    const { length } = world.products.requests(ValidateProducts);
    expect(await faultOf(world.request(RenewPaymentSession, { orderId }))).toMatchObject({
      code: 'orders.not_payable',
    });
    expect(world.products.requests(ValidateProducts)).toHaveLength(length);
  });
});
