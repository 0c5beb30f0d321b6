import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CancelOrder,
  OrderCancelled,
  OrderPaid,
  OrderPaymentRejected,
  PaymentFailed,
  PaymentMismatched,
  PaymentSessionExpired,
  PaymentSucceeded,
  type PaymentSucceededEvent,
  RenewPaymentSession,
} from '@orderwire/contracts';
import { Database, type Delivery } from '@orderwire/platform';
import { v7 as uuidv7 } from 'uuid';
import { SettleOrders } from '../src/application/settle-orders.js';
import { PaymentsListener } from '../src/inbound/payments.listener.js';
import { sessionId } from './fake-neighbours.js';
import { OrdersWorld, until } from './orders-world.js';

let world: OrdersWorld;
beforeAll(async () => {
  world = await OrdersWorld.create();
});
afterAll(() => world.close());
afterEach(() => [world.products, world.sessions, world.expiry].forEach((fake) => fake.reset()));

const webhook = (type: string) => ({
  eventId: `evt_${uuidv7()}`,
  type,
  receivedAt: new Date().toISOString(),
});

/** The capture of an order of two mugs. */
const capture = (orderId: string, changes: Partial<PaymentSucceededEvent> = {}): PaymentSucceededEvent => ({
  orderId,
  paymentId: `pi_${orderId}`,
  sessionId: sessionId(orderId),
  amount: 2_500,
  currency: 'usd',
  receiptUrl: 'https://receipts.test/1',
  paidAt: '2026-01-31T12:00:00.000Z',
  webhook: webhook('checkout.session.completed'),
  ...changes,
});

const expired = (orderId: string, attempt = 1) => ({
  orderId,
  sessionId: sessionId(orderId, attempt),
  webhook: webhook('checkout.session.expired'),
});

/** An event as a reaction gets it. */
const delivery = <Event extends object>(event: Event): Delivery<Event> => ({
  id: uuidv7(),
  subject: 'payment.news',
  event,
  correlationId: uuidv7(),
  occurredAt: new Date().toISOString(),
});

const settle = async (event: PaymentSucceededEvent, options = {}): Promise<void> =>
  world.taken('settle_order', await world.announce(PaymentSucceeded, event, options));
const expire = async (orderId: string, attempt?: number): Promise<void> =>
  world.taken('expire_order', await world.announce(PaymentSessionExpired, expired(orderId, attempt)));

const opened = ['created', 'payment_session_opened'];

describe('captured money', () => {
  it('turns the order PAID with the payment, its time and its receipt', async () => {
    const { order } = await world.place();
    await settle(capture(order.id));
    expect(await world.order(order.id)).toMatchObject({
      ...order,
      status: 'PAID',
      paymentId: `pi_${order.id}`,
      receiptUrl: 'https://receipts.test/1',
      paidAt: '2026-01-31T12:00:00.000Z',
    });
  });

  it('is told in the timeline: the webhook by its Stripe event, the payment by its subject', async () => {
    const { order } = await world.place();
    const event = capture(order.id);
    const correlationId = uuidv7();
    await settle(event, { correlationId });
    expect((await world.timeline(order.id)).slice(2)).toMatchObject([
      { step: 'webhook_seen', cause: event.webhook.eventId, at: event.webhook.receivedAt, correlationId },
      { step: 'paid', cause: 'payment.succeeded', correlationId, details: { paymentId: event.paymentId } },
    ]);
  });

  it('is announced as order.paid under the correlation id of the request that began it', async () => {
    const { order } = await world.place();
    const correlationId = uuidv7();
    await settle(capture(order.id), { correlationId });
    expect(await world.announced(OrderPaid, order.id)).toEqual([
      {
        orderId: order.id,
        currency: 'usd',
        totalAmount: 2_500,
        paymentId: `pi_${order.id}`,
        paidAt: '2026-01-31T12:00:00.000Z',
      },
    ]);
    const [{ headers }] = (await world.rows<{ headers: string }>(
      "SELECT headers::text FROM messaging.outbox WHERE subject = 'order.paid' AND aggregate_id = $1",
      [order.id],
    )) as [{ headers: string }];
    expect(headers).toContain(correlationId);
  });

  it('is settled once, however often and however fast the news is repeated', async () => {
    const { order } = await world.place();
    const event = capture(order.id);
    const ids = [uuidv7(), uuidv7(), uuidv7()];
    await Promise.all([...ids, ...ids].map((id) => world.announce(PaymentSucceeded, event, { id })));
    for (const id of ids) await world.taken('settle_order', id);
    await settle({ ...event, webhook: webhook('checkout.session.completed') });
    expect(await world.steps(order.id)).toEqual([...opened, 'webhook_seen', 'paid']);
    expect(await world.announced(OrderPaid, order.id)).toHaveLength(1);
  });

  it('of many orders is settled together, the bad among them stopping no other', async () => {
    const placed = await Promise.all(Array.from({ length: 12 }, () => world.place()));
    const ids = placed.map(({ order }) => order.id);
    const strange = capture(uuidv7());
    const events = [
      ...ids.slice(0, 6).map((id) => capture(id)),
      strange,
      ...ids.slice(6).map((id) => capture(id)),
    ];
    await Promise.all(events.map((event) => settle(event)));
    for (const id of ids) expect((await world.order(id)).status).toBe('PAID');
  });

  it('for a cancelled order does not revive it: the timeline says so', async () => {
    const { order } = await world.place();
    await world.ask(CancelOrder, { orderId: order.id });
    await settle(capture(order.id));
    expect(await world.order(order.id)).toMatchObject({ status: 'CANCELLED', paymentId: null });
    const last = (await world.timeline(order.id)).at(-1);
    expect(last).toMatchObject({ step: 'payment_rejected', details: { reason: 'cancelled', amount: 2_500 } });
    expect(await world.announced(OrderPaid, order.id)).toEqual([]);
  });

  it.each([
    ['another amount', { amount: 2_499 }, 'amount_differs'],
    ['another currency', { currency: 'eur' }, 'currency_differs'],
  ])('of %s does not pay the order, which ends with its link', async (_what, changes, reason) => {
    const { order } = await world.place();
    const event = capture(order.id, changes);
    await settle(event);
    expect((await world.order(order.id)).status).toBe('CANCELLED');
    expect((await world.timeline(order.id)).slice(2)).toMatchObject([
      { step: 'webhook_seen' },
      { step: 'payment_rejected', details: { reason } },
      { step: 'cancelled' },
    ]);
    const { paymentId, amount, currency } = event;
    expect(await world.announced(OrderPaymentRejected, order.id)).toMatchObject([
      { paymentId, amount, currency, reason },
    ]);
    expect(await world.announced(OrderCancelled, order.id)).toHaveLength(1);
  });

  it('of another amount through an older link leaves the order and its current link', async () => {
    const { order } = await world.place();
    await world.ask(RenewPaymentSession, { orderId: order.id });
    await settle(capture(order.id, { amount: 1 }));
    expect((await world.order(order.id)).status).toBe('PENDING');
    await settle(capture(order.id, { paymentId: 'pi_right', sessionId: sessionId(order.id, 2) }));
    expect(await world.order(order.id)).toMatchObject({ status: 'PAID', paymentId: 'pi_right' });
  });

  it('that pays nothing is announced for its return once, however often it is told and by whichever event', async () => {
    const { order } = await world.place();
    await world.ask(CancelOrder, { orderId: order.id });
    const event = capture(order.id);
    await settle(event);
    await settle({ ...event, webhook: webhook('look') });
    expect(await world.announced(OrderPaymentRejected, order.id)).toHaveLength(1);
    expect(await world.steps(order.id)).toEqual([...opened, 'cancelled', 'webhook_seen', 'payment_rejected']);
  });

  it('of two payments counts one, when both come in one batch', async () => {
    const { order } = await world.place();
    const events = [capture(order.id), capture(order.id, { paymentId: 'pi_other' })];
    const { app } = world.services[0]!;
    await app.get(Database).transaction((tx) => app.get(SettleOrders).execute(tx, events.map(delivery)));
    expect(await world.announced(OrderPaid, order.id)).toHaveLength(1);
    const steps = await world.steps(order.id);
    expect(steps.filter((step) => step === 'paid')).toHaveLength(1);
    const rejected = (await world.timeline(order.id)).find(({ step }) => step === 'payment_rejected');
    expect(rejected?.details['reason']).toBe('paid_by_another');
    expect(await world.announced(OrderPaymentRejected, order.id)).toMatchObject([
      { paymentId: 'pi_other', reason: 'paid_by_another' },
    ]);
  });

  it('for an order that does not exist is sent back, not tried again', async () => {
    const nobody = uuidv7();
    await settle(capture(nobody));
    expect(await world.announced(OrderPaymentRejected, nobody)).toMatchObject([{ reason: 'unknown_order' }]);
    expect(await world.rows('SELECT 1 FROM messaging.dead_letters')).toEqual([]);
  });

  it('through an older link still pays: the money is there', async () => {
    const { order } = await world.place();
    await world.ask(RenewPaymentSession, { orderId: order.id });
    await settle(capture(order.id, { sessionId: sessionId(order.id, 1) }));
    expect((await world.order(order.id)).status).toBe('PAID');
  });

  it('that arrived while the service was down is settled when it comes back', async () => {
    const { order } = await world.place();
    await world.services.pop()!.close();
    await world.announce(PaymentSucceeded, capture(order.id));
    await world.start();
    const paid = await until(
      () => world.order(order.id),
      ({ status }) => status === 'PAID',
    );
    expect(paid.paymentId).toBe(`pi_${order.id}`);
  });
});

describe('captured money that does not match its own link', () => {
  const mismatch = async (orderId: string) => {
    const event = {
      orderId,
      paymentId: `pi_odd_${orderId}`,
      sessionId: sessionId(orderId),
      amount: 2_400,
      currency: 'eur',
      reason: 'amount_mismatch',
      webhook: webhook('checkout.session.completed'),
    };
    await world.taken('note_mismatch', await world.announce(PaymentMismatched, event));
    return event;
  };

  it('is told in the timeline with amount, currency and reason, goes back, and ends the order with its link', async () => {
    const { order } = await world.place();
    const { webhook, paymentId } = await mismatch(order.id);
    expect((await world.timeline(order.id)).slice(2)).toMatchObject([
      { step: 'webhook_seen', cause: webhook.eventId, at: webhook.receivedAt },
      {
        step: 'payment_rejected',
        cause: 'payment.mismatched',
        details: { reason: 'currency_differs', paymentId, amount: 2_400, currency: 'eur' },
      },
      { step: 'cancelled' },
    ]);
    expect((await world.order(order.id)).status).toBe('CANCELLED');
    expect(await world.announced(OrderPaymentRejected, order.id)).toMatchObject([
      { paymentId, amount: 2_400, currency: 'eur', reason: 'currency_differs' },
    ]);
    expect(await world.announced(OrderPaid, order.id)).toEqual([]);
  });

  it('for an order that does not exist is sent back, not tried again', async () => {
    const nobody = uuidv7();
    await mismatch(nobody);
    expect(await world.announced(OrderPaymentRejected, nobody)).toMatchObject([{ reason: 'unknown_order' }]);
    expect(await world.rows('SELECT 1 FROM messaging.dead_letters')).toEqual([]);
  });
});

describe('a payment link that can no longer be paid', () => {
  it('cancels the order when it expires', async () => {
    const { order } = await world.place();
    await expire(order.id);
    expect((await world.order(order.id)).status).toBe('CANCELLED');
    const ended = ['webhook_seen', 'payment_session_expired', 'cancelled'];
    expect(await world.steps(order.id)).toEqual([...opened, ...ended]);
    expect(await world.announced(OrderCancelled, order.id)).toMatchObject([
      { reason: 'nobody paid in time' },
    ]);
  });

  it('cancels the order when a delayed payment fails, and says why', async () => {
    const { order } = await world.place();
    const event = {
      orderId: order.id,
      sessionId: sessionId(order.id),
      reason: 'insufficient funds',
      webhook: webhook('checkout.session.async_payment_failed'),
    };
    await world.taken('fail_order', await world.announce(PaymentFailed, event));
    expect(await world.steps(order.id)).toEqual([...opened, 'webhook_seen', 'payment_failed', 'cancelled']);
    expect(await world.announced(OrderCancelled, order.id)).toMatchObject([
      { reason: 'the payment failed: insufficient funds' },
    ]);
  });

  it('cancels nothing when a newer link exists', async () => {
    const { order } = await world.place();
    await world.ask(RenewPaymentSession, { orderId: order.id });
    await expire(order.id, 1);
    expect((await world.order(order.id)).status).toBe('PENDING');
    expect((await world.timeline(order.id)).at(-1)).toMatchObject({
      step: 'payment_session_expired',
      details: { current: false },
    });
    await expire(order.id, 2);
    expect((await world.order(order.id)).status).toBe('CANCELLED');
  });

  it('cancels nothing while its successor is being made', async () => {
    const { order } = await world.place();
    const usual = world.sessions.answer;
    world.sessions.answer = async (request) => {
      await expire(order.id, 1);
      return usual(request);
    };
    await world.ask(RenewPaymentSession, { orderId: order.id });
    expect((await world.order(order.id)).status).toBe('PENDING');
  });

  it('changes nothing on a paid order', async () => {
    const { order } = await world.place();
    await settle(capture(order.id));
    await expire(order.id);
    expect((await world.order(order.id)).status).toBe('PAID');
    expect(await world.announced(OrderCancelled, order.id)).toEqual([]);
  });

  it('cancels once when the news is repeated, also within one batch', async () => {
    const { order } = await world.place();
    const { app } = world.services[0]!;
    const events = [expired(order.id), expired(order.id)];
    await app.get(Database).transaction((tx) => app.get(PaymentsListener).expire(events.map(delivery), tx));
    await expire(order.id);
    expect(await world.announced(OrderCancelled, order.id)).toHaveLength(1);
  });
});
