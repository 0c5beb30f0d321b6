import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CancelOrder,
  type DisputeEvent,
  DisputeLost,
  DisputeOpened,
  DisputeWon,
  type EventContract,
  FraudWarningReported,
  ListFacts,
  OrderCancelled,
  OrderCreated,
  OrderPaid,
  OrderPaymentRejected,
  OrderRefunded,
  PaymentDelayed,
  PaymentMismatched,
  PaymentSessionExpired,
  PaymentSucceeded,
  RefundFailed,
  RefundRequested,
  RefundSucceeded,
  ReviewClosed,
  ReviewOpened,
  UserDeleted,
  UserEmailVerified,
} from '@orderwire/contracts';
import { declaredEventHandlers, LostEventsJob, Metrics } from '@orderwire/platform';
import { FakeService, replyWithFacts } from '@orderwire/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { account, person } from './customer-events.js';
import { mug, sessionId } from './fake-services.js';
import { OrdersWorld } from './orders-world.js';
import { capture, delayed } from './payment-events.js';
import { refundEvent, refundsIn } from './refund-events.js';

let world: OrdersWorld;
let refunds: ReturnType<typeof refundsIn>;
/** What payments-ms and auth-ms know, by subject. */
const facts = new Map<string, { id: string; event: Record<string, unknown> }[]>();
let owners: FakeService;
beforeAll(async () => {
  world = await OrdersWorld.create();
  refunds = refundsIn(world);
  owners = new FakeService(world.link)
    .serve(ListFacts.payments, replyWithFacts(facts))
    .serve(ListFacts.auth, replyWithFacts(facts));
});
afterAll(() => world.close());
afterEach(async () => {
  facts.clear();
  await owners.reset();
  await world.resetFakes();
  await world.rows('DELETE FROM messaging.refused_facts');
});

/** The owner knows this, and its event never arrives. */
const lose = <Payload extends object>({ subject }: EventContract<Payload>, id: string, event: Payload) =>
  facts.set(subject, [...(facts.get(subject) ?? []), { id, event: event as Record<string, unknown> }]);

const pending = async (): Promise<string> => (await world.place()).order.id;
const paid = () => refunds.paid();
const dispute = (orderId: string): DisputeEvent => ({
  ...{ orderId, disputeId: `dp_${orderId}`, paymentId: `pi_${orderId}`, amount: 2_500, currency: 'usd' },
  ...{ reason: 'fraudulent', at: new Date().toISOString() },
});
const metric = async (consumer: string): Promise<number> => {
  const { body } = await world.get(Metrics).page();
  const line = new RegExp(`lost_events_repaired_total{consumer="orders_ms_${consumer}"[^}]*} (\\d+)`).exec(
    body,
  );
  return Number(line?.[1]);
};

describe('a lost event is closed by the comparison with its owner', () => {
  it('payment.succeeded: the order becomes PAID, once', async () => {
    const orderId = await pending();
    lose(PaymentSucceeded, `pi_${orderId}`, capture(orderId));
    const before = await metric('settle_order');
    await world.findLostEvents();
    await world.findLostEvents();
    expect(await world.order(orderId)).toMatchObject({ status: 'PAID', paymentId: `pi_${orderId}` });
    expect((await world.steps(orderId)).filter((step) => step === 'paid')).toHaveLength(1);
    expect(await metric('settle_order')).toBe(before + 1);
  });

  it('payment.succeeded of a cancelled order: the payment is rejected', async () => {
    const orderId = await pending();
    await world.request(CancelOrder, { orderId });
    lose(PaymentSucceeded, `pi_${orderId}`, capture(orderId));
    await world.findLostEvents();
    expect(await world.published(OrderPaymentRejected, orderId)).toMatchObject([{ reason: 'cancelled' }]);
  });

  it('payment.mismatched: the payment is rejected', async () => {
    const orderId = await pending();
    const { receiptUrl: _receipt, paidAt: _paid, ...captured } = capture(orderId, { amount: 2_400 });
    lose(PaymentMismatched, captured.paymentId, { ...captured, reason: 'amount_mismatch' });
    await world.findLostEvents();
    expect(await world.published(OrderPaymentRejected, orderId)).toMatchObject([
      { reason: 'amount_differs', amount: 2_400 },
    ]);
  });

  it('payment.delayed: the order is kept, once', async () => {
    const orderId = await pending();
    lose(PaymentDelayed, sessionId(orderId), delayed(orderId));
    await world.findLostEvents();
    await world.findLostEvents();
    expect((await world.steps(orderId)).filter((step) => step === 'payment_delayed')).toHaveLength(1);
    const [row] = await world.rows('SELECT cancellation_blocked_by FROM orders WHERE id = $1', [orderId]);
    expect(row).toEqual({ cancellation_blocked_by: 'payment_processing' });
  });

  it('refund.requested: the timeline has the refund', async () => {
    const orderId = await paid();
    const refund = refundEvent(orderId, uuidv7());
    lose(RefundRequested, refund.refundId, refund);
    await world.findLostEvents();
    expect(await world.steps(orderId)).toContain('refund_requested');
  });

  it('refund.succeeded: the order is REFUNDED and its units go back', async () => {
    const orderId = await paid();
    const { id } = await refunds.refund(orderId, { restock: [{ productId: mug, quantity: 1 }] });
    lose(RefundSucceeded, id, refundEvent(orderId, id));
    await world.findLostEvents();
    expect(await refunds.totals(orderId)).toEqual(['REFUNDED', 2_500]);
    expect(await world.published(OrderRefunded, orderId)).toHaveLength(1);
  });

  it('refund.failed, also after its success: the order is no longer REFUNDED', async () => {
    const orderId = await paid();
    const refund = refundEvent(orderId, uuidv7(), { at: '2026-01-31T12:00:00.000Z' });
    await refunds.succeed(refund);
    lose(RefundFailed, refund.refundId, { ...refund, failure: 'lost card', at: new Date().toISOString() });
    await world.findLostEvents();
    expect(await refunds.totals(orderId)).toEqual(['PAID', 0]);
  });

  it.each([
    ['dispute.opened', DisputeOpened, 'open'],
    ['dispute.won', DisputeWon, 'won'],
    ['dispute.lost', DisputeLost, 'lost'],
  ])('%s: the order is flagged', async (_subject, contract, flag) => {
    const orderId = await paid();
    lose(contract, `dp_${orderId}`, dispute(orderId));
    await world.findLostEvents();
    expect((await world.order(orderId)).dispute).toBe(flag);
  });

  it.each([
    ['fraud_warning.reported', FraudWarningReported, true, { fraudWarning: true }],
    ['review.opened', ReviewOpened, true, { review: 'open' }],
    ['review.closed', ReviewClosed, false, { review: 'closed' }],
  ])('%s: the order is flagged', async (_subject, contract, open, flags) => {
    const orderId = await paid();
    const mark = { orderId, markId: `prv_${orderId}`, paymentId: `pi_${orderId}`, reason: 'rule', open };
    lose(contract, mark.markId, { ...mark, at: new Date().toISOString() });
    await world.findLostEvents();
    expect(await world.order(orderId)).toMatchObject(flags);
  });

  it('user.email_verified: the guest orders of the address belong to the account', async () => {
    const email = `${uuidv7()}@example.com`;
    const { order } = await world.place({ email });
    const { id } = account();
    lose(UserEmailVerified, uuidv7(), person(id, email));
    await world.findLostEvents();
    const [row] = await world.rows('SELECT customer_id FROM orders WHERE id = $1', [order.id]);
    expect(row).toEqual({ customer_id: id });
  });

  it('user.deleted: the orders of the account lose their personal data', async () => {
    const customer = account();
    const { order } = await world.place({ email: 'ada@example.com' }, { actor: customer });
    lose(UserDeleted, String(customer.id), { ...person(customer.id, ''), name: '' });
    await world.findLostEvents();
    const [row] = await world.rows('SELECT email, forgotten_at FROM orders WHERE id = $1', [order.id]);
    expect(row).toEqual({ email: null, forgotten_at: expect.any(Date) });
  });
});

it('the facts of order.paid equal its events, also after a refund; unpaid orders have none', async () => {
  const [orderId, discounted, unpaid] = [await paid(), await pending(), await pending()];
  const free = { ...capture(discounted), amount: 0, discount: 2_500 };
  await world.consumed('settle_order', await world.publish(PaymentSucceeded, free));
  const published = [
    ...(await world.published(OrderPaid, orderId)),
    ...(await world.published(OrderPaid, discounted)),
  ];
  expect(published.map(({ totalAmount }) => totalAmount)).toEqual([2_500, 2_500]);
  await refunds.refund(orderId);
  const { facts: found } = await world.request(ListFacts.orders, {
    subject: OrderPaid.subject,
    ids: [orderId, discounted, unpaid],
  });
  expect(found.map(({ event }) => event)).toEqual(published);
});

it('the facts of order.created and order.cancelled equal their events; an order that is not cancelled has one', async () => {
  const [placed, cancelled, expired] = [await pending(), await pending(), await pending()];
  await world.request(CancelOrder, { orderId: cancelled, reason: 'on request' });
  const end = { orderId: expired, sessionId: sessionId(expired, 1), webhook: capture(expired).webhook };
  await world.consumed('expire_order', await world.publish(PaymentSessionExpired, end));
  for (const [contract, ids] of [
    [OrderCreated, [placed, cancelled, expired]],
    [OrderCancelled, [cancelled, expired]],
  ] as const) {
    const { facts: found } = await world.request(ListFacts.orders, {
      subject: contract.subject,
      ids: [placed, cancelled, expired],
    });
    const event = contract as unknown as EventContract<object>;
    const published = await Promise.all(ids.map((id) => world.published(event, id)));
    expect(found.map(({ event }) => event)).toEqual(published.flat());
  }
  expect(await world.published(OrderCancelled, expired)).toMatchObject([{ expired: true }]);
});

describe('the search for lost events', () => {
  it('compares every consumed event, but those after which an unpaid order is overdue', () => {
    const others = declaredEventHandlers().filter(({ unapplied }) => !unapplied);
    expect(others.map(({ contract }) => contract.subject)).toEqual([
      'payment.failed',
      'payment.session.expired',
    ]);
  });

  it('applies a fact whose event is a discarded dead letter', async () => {
    const orderId = await pending();
    const eventId = await world.publish(PaymentSucceeded, { ...capture(orderId), amount: -1 });
    await world.rows(
      `INSERT INTO messaging.inbox (consumer, event_id) VALUES ('orders_ms_settle_order', $1)`,
      [eventId],
    );
    lose(PaymentSucceeded, `pi_${orderId}`, capture(orderId));
    await world.findLostEvents();
    expect((await world.order(orderId)).status).toBe('PAID');
  });

  it('applies nothing that has been applied, and nothing that is no longer true', async () => {
    const orderId = await paid();
    lose(PaymentSucceeded, `pi_${orderId}`, capture(orderId));
    const cancelled = await pending();
    const before = await metric('settle_order');
    owners.on(ListFacts.payments, (request) =>
      request.subject === PaymentSucceeded.subject && !request.ids
        ? replyWithFacts(
            new Map([[request.subject, [{ id: `pi_${cancelled}`, event: capture(cancelled) as never }]]]),
          )(request)
        : replyWithFacts(facts)(request),
    );
    await world.findLostEvents();
    expect((await world.order(cancelled)).status).toBe('PENDING');
    expect(await metric('settle_order')).toBe(before);
  });

  it('tries a fact that its handler refuses again, until it is applied; others are applied meanwhile', async () => {
    const [bad, good] = [await pending(), await pending()];
    lose(PaymentSucceeded, `pi_${bad}`, { ...capture(bad), currency: 'not a currency' });
    lose(PaymentSucceeded, `pi_${good}`, capture(good));
    await world.findLostEvents();
    expect((await world.order(good)).status).toBe('PAID');
    const refused = 'SELECT consumer, fact_id, tries FROM messaging.refused_facts';
    const consumer = 'orders_ms_settle_order';
    expect(await world.rows(refused)).toEqual([{ consumer, fact_id: `pi_${bad}`, tries: 1 }]);
    // The next page does not list it any more.
    facts.clear();
    lose(PaymentSucceeded, `pi_${bad}`, capture(bad));
    owners.on(ListFacts.payments, (request) => replyWithFacts(request.ids ? facts : new Map())(request));
    await world.findLostEvents();
    expect((await world.order(bad)).status).toBe('PAID');
    expect(await world.rows(refused)).toEqual([]);
  });

  it('keeps its place while the owner does not reply, and continues there', async () => {
    const orderId = await pending();
    lose(PaymentSucceeded, `pi_${orderId}`, capture(orderId));
    const place = () =>
      world.rows(`SELECT position FROM messaging.fact_checks WHERE consumer = 'orders_ms_settle_order'`);
    await world.rows('DELETE FROM messaging.fact_checks');
    await owners.stop();
    await world.findLostEvents();
    expect(await place()).toEqual([{ position: null }]);
    await owners.start();
    await world.findLostEvents();
    expect(await place()).toEqual([{ position: 'the-end' }]);
    expect((await world.order(orderId)).status).toBe('PAID');
  });

  it('is shared by replicas: what one has compared the other leaves alone for a while', async () => {
    await world.findLostEvents();
    owners.calls.length = 0;
    const second = await world.start();
    await second.app.get(LostEventsJob, { strict: false }).check();
    expect(owners.calls).toEqual([]);
    await world.stop(second);
  });
});
