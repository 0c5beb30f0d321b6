import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Actor,
  AlreadyPaid,
  CancelOrder,
  ChangeOrderStatus,
  OrderCancelled,
  type OrderStatus,
  OrderStatusChanged,
  PaymentSucceeded,
  RenewPaymentSession,
} from '@orderwire/contracts';
import { v7 as uuidv7 } from 'uuid';
import { sessionId } from './fake-services.js';
import { faultOf, OrdersWorld } from './orders-world.js';

let world: OrdersWorld;
beforeAll(async () => {
  world = await OrdersWorld.create();
});
afterAll(() => world.close());
afterEach(() => Promise.all([world.products, world.sessions, world.expiry].map((fake) => fake.reset())));

const staff: Actor = { role: 'staff', id: uuidv7() };

async function placed(): Promise<string> {
  return (await world.place()).order.id;
}

async function pay(orderId: string): Promise<void> {
  const at = new Date().toISOString();
  const event = await world.announce(PaymentSucceeded, {
    orderId,
    paymentId: `pi_${orderId}`,
    sessionId: sessionId(orderId),
    amount: 2_500,
    currency: 'usd',
    receiptUrl: null,
    paidAt: at,
    webhook: { eventId: 'evt_1', type: 'checkout.session.completed', receivedAt: at },
  });
  await world.taken('settle_order', event);
}

async function paid(): Promise<string> {
  const orderId = await placed();
  await pay(orderId);
  return orderId;
}

const move = (orderId: string, status: OrderStatus, actor = staff) =>
  world.ask(ChangeOrderStatus, { orderId, status, reason: 'by hand' }, { actor });
const status = async (orderId: string): Promise<OrderStatus> => (await world.order(orderId)).status;

describe('cancelling', () => {
  it('closes the payment link first, then cancels and announces it with the reason', async () => {
    const orderId = await placed();
    let before: OrderStatus | undefined;
    world.expiry.answer = async () => {
      before = await status(orderId);
      return { expired: true };
    };
    const order = await world.ask(CancelOrder, { orderId, reason: 'changed my mind' });
    expect([before, order.status]).toEqual(['PENDING', 'CANCELLED']);
    expect(await world.announced(OrderCancelled, orderId)).toMatchObject([{ reason: 'changed my mind' }]);
    expect((await world.timeline(orderId)).at(-1)).toMatchObject({
      step: 'cancelled',
      cause: 'orders.cancel',
    });
  });

  it('again changes nothing and answers with the cancelled order', async () => {
    const orderId = await placed();
    await world.ask(CancelOrder, { orderId });
    expect((await world.ask(CancelOrder, { orderId })).status).toBe('CANCELLED');
    expect(await world.announced(OrderCancelled, orderId)).toHaveLength(1);
    expect(world.expiry.requests).toHaveLength(1);
  });

  it('twice at once cancels once', async () => {
    const orderId = await placed();
    const both = await Promise.all([
      world.ask(CancelOrder, { orderId }),
      world.ask(CancelOrder, { orderId }),
    ]);
    expect(both.map((order) => order.status)).toEqual(['CANCELLED', 'CANCELLED']);
    expect(await world.announced(OrderCancelled, orderId)).toHaveLength(1);
  });

  it('loses against a payment that was faster', async () => {
    const orderId = await placed();
    world.expiry.answer = () => {
      throw AlreadyPaid();
    };
    expect(await faultOf(world.ask(CancelOrder, { orderId }))).toMatchObject({
      code: 'payments.already_paid',
    });
    expect(await status(orderId)).toBe('PENDING');
  });

  it('loses against the news of a payment that arrives while the link is being closed', async () => {
    const orderId = await placed();
    world.expiry.answer = async () => {
      await pay(orderId);
      return { expired: false };
    };
    const fault = await faultOf(world.ask(CancelOrder, { orderId }));
    expect(fault).toMatchObject({ code: 'orders.not_cancellable', details: { status: 'PAID' } });
    expect(await world.announced(OrderCancelled, orderId)).toEqual([]);
  });

  it('closes also a link that is made while the old one is being closed', async () => {
    const orderId = await placed();
    const live = new Set([sessionId(orderId)]);
    const open = world.sessions.answer;
    world.sessions.answer = async (request) => {
      live.clear();
      live.add(sessionId(orderId, request.attempt));
      return open(request);
    };
    world.expiry.answer = async () => {
      const expired = live.size > 0;
      live.clear();
      if (world.expiry.requests.length === 1) await world.ask(RenewPaymentSession, { orderId });
      return { expired };
    };
    expect((await world.ask(CancelOrder, { orderId })).status).toBe('CANCELLED');
    expect([...live]).toEqual([]);
    expect(await world.announced(OrderCancelled, orderId)).toHaveLength(1);
  });

  it('gives up when new links keep coming, and leaves the order and its newest link', async () => {
    const orderId = await placed();
    world.expiry.answer = async () => {
      await world.ask(RenewPaymentSession, { orderId });
      return { expired: true };
    };
    const fault = await faultOf(world.ask(CancelOrder, { orderId }));
    expect(fault).toMatchObject({ kind: 'conflict', code: 'payments.attempt_superseded' });
    expect(world.expiry.requests).toHaveLength(3);
    expect(await status(orderId)).toBe('PENDING');
  });

  it('changes nothing while payments-ms is down', async () => {
    const orderId = await placed();
    await world.expiry.down();
    expect(await faultOf(world.ask(CancelOrder, { orderId }))).toMatchObject({ kind: 'unavailable' });
    expect(await status(orderId)).toBe('PENDING');
  });

  it('is refused once the order is paid', async () => {
    const orderId = await paid();
    const fault = await faultOf(world.ask(CancelOrder, { orderId }));
    expect(fault).toMatchObject({ code: 'orders.not_cancellable', details: { status: 'PAID' } });
  });

  it('of an unknown order finds nothing', async () => {
    const fault = await faultOf(world.ask(CancelOrder, { orderId: uuidv7() }));
    expect(fault).toMatchObject({ code: 'orders.not_found' });
  });
});

describe('moving an order by hand', () => {
  it('goes from PAID over SHIPPED to DELIVERED, each step announced and told', async () => {
    const orderId = await paid();
    await move(orderId, 'SHIPPED');
    expect((await move(orderId, 'DELIVERED')).status).toBe('DELIVERED');
    expect(await world.announced(OrderStatusChanged, orderId)).toMatchObject([
      { from: 'PAID', to: 'SHIPPED', reason: 'by hand' },
      { from: 'SHIPPED', to: 'DELIVERED' },
    ]);
    expect((await world.steps(orderId)).slice(-2)).toEqual(['status_changed', 'status_changed']);
  });

  it('never makes an order PAID', async () => {
    const fault = await faultOf(move(await placed(), 'PAID'));
    expect(fault).toMatchObject({
      code: 'orders.illegal_transition',
      details: { from: 'PENDING', to: 'PAID', allowed: ['CANCELLED'] },
    });
  });

  it('takes no step that the table does not have', async () => {
    const orderId = await paid();
    const fault = await faultOf(move(orderId, 'DELIVERED'));
    expect(fault.details).toEqual({ from: 'PAID', to: 'DELIVERED', allowed: ['SHIPPED'] });
    expect(await status(orderId)).toBe('PAID');
  });

  it('never makes an order REFUNDED: that comes from refunds, and the fault says so', async () => {
    const orderId = await paid();
    const fault = await faultOf(move(orderId, 'REFUNDED'));
    expect(fault).toMatchObject({
      code: 'orders.illegal_transition',
      details: { reason: expect.stringContaining('refunds') },
    });
    expect(await status(orderId)).toBe('PAID');
  });

  it('to CANCELLED goes the way of cancelling', async () => {
    const orderId = await placed();
    expect((await move(orderId, 'CANCELLED')).status).toBe('CANCELLED');
    expect(world.expiry.requests).toEqual([{ orderId }]);
    expect(await world.announced(OrderCancelled, orderId)).toMatchObject([{ reason: 'by hand' }]);
  });

  it('by two people at once happens once', async () => {
    const orderId = await paid();
    const results = await Promise.allSettled([move(orderId, 'SHIPPED'), move(orderId, 'SHIPPED')]);
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await world.announced(OrderStatusChanged, orderId)).toHaveLength(1);
  });

  it('is not for customers', async () => {
    const orderId = await paid();
    const fault = await faultOf(move(orderId, 'SHIPPED', { role: 'customer', id: uuidv7() }));
    expect(fault).toMatchObject({ kind: 'forbidden', code: 'auth.not_allowed' });
  });
});

describe('a new payment link', () => {
  it('keeps the stock longer and is one attempt more', async () => {
    const orderId = await placed();
    const session = await world.ask(RenewPaymentSession, { orderId });
    expect(session.id).toBe(sessionId(orderId, 2));
    const [first, again] = world.products.requests;
    expect(again?.hold?.orderId).toBe(orderId);
    expect(again!.hold!.expiresAt >= first!.hold!.expiresAt).toBe(true);
    expect(world.sessions.requests.map(({ attempt }) => attempt)).toEqual([1, 2]);
  });

  it('keeps the prices the order was placed at', async () => {
    const orderId = await placed();
    world.products.answer = ({ items, currency }) => ({
      currency,
      items: items.map((item) => ({ ...item, name: 'Dear mug', imageUrl: null, unitAmount: 9_999 })),
    });
    await world.ask(RenewPaymentSession, { orderId });
    expect(world.sessions.requests.at(-1)?.items).toMatchObject([{ name: 'Mug', unitAmount: 1_250 }]);
  });

  it('asked for twice at once makes two attempts, of which the newer one counts', async () => {
    const orderId = await placed();
    await Promise.allSettled([1, 2].map(() => world.ask(RenewPaymentSession, { orderId })));
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
        const orderId = await placed();
        await world.ask(CancelOrder, { orderId });
        return orderId;
      },
    ],
  ])('is refused for an order that is %s', async (_what, make) => {
    const orderId = await make();
    const { length } = world.products.requests;
    expect(await faultOf(world.ask(RenewPaymentSession, { orderId }))).toMatchObject({
      code: 'orders.not_payable',
    });
    expect(world.products.requests).toHaveLength(length);
  });
});
