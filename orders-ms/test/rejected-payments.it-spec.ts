import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CancelOrder,
  OrderCancelled,
  OrderPaid,
  OrderPaymentRejected,
  PaymentMismatched,
  PaymentSucceeded,
  type PaymentSucceededEvent,
  RenewPaymentSession,
} from '@orderwire/contracts';
import { Database, type Delivery } from '@orderwire/platform';
import { v7 as uuidv7 } from 'uuid';
import { MarkOrdersPaidUseCase } from '../src/payment/mark-orders-paid.use-case.js';
import { sessionId } from './fake-services.js';
import { OrdersWorld } from './orders-world.js';
import { capture, webhook } from './payment-events.js';

let world: OrdersWorld;
beforeAll(async () => {
  world = await OrdersWorld.create();
});
afterAll(() => world.close());
afterEach(() => Promise.all([world.products, world.sessions, world.expiry].map((fake) => fake.reset())));

/** An event as a reaction gets it. */
const delivery = <Event extends object>(event: Event): Delivery<Event> => ({
  id: uuidv7(),
  subject: 'payment.news',
  event,
  correlationId: uuidv7(),
  occurredAt: new Date().toISOString(),
});

const settle = async (event: PaymentSucceededEvent): Promise<void> =>
  world.taken('settle_order', await world.announce(PaymentSucceeded, event));

const opened = ['created', 'payment_session_opened'];

describe('captured money that pays nothing', () => {
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
    await app
      .get(Database)
      .transaction((tx) => app.get(MarkOrdersPaidUseCase).execute(tx, events.map(delivery)));
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
