import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { DisputeEvent, ListFacts, PaymentMarkEvent } from '@orderwire/contracts';
import { parseMessage } from '@orderwire/platform';
import { type Paid, RefundFixture } from './refund-fixture.js';
import { waitUntil, PaymentsWorld } from './payments-world.js';

let world: PaymentsWorld;
let fixture: RefundFixture;
beforeAll(async () => {
  world = await PaymentsWorld.create();
  fixture = new RefundFixture(world);
});
afterEach(() => {
  world.stripe.intercept = () => 'pass';
});
afterAll(() => world.close());

/** Disputes a payment at Stripe. */
async function dispute({ orderId }: Paid, how: object = {}): Promise<string> {
  const [payment] = await world.paymentsOf(orderId);
  const found = await world.stripe.control(`/charges/${payment?.['charge_id'] as string}/dispute`, how);
  return found['id'] as string;
}

const close = (id: string, status: 'won' | 'lost') =>
  world.stripe.control(`/disputes/${id}/close`, { status });

const stageOf = async (id: string) =>
  (await world.rows<{ stage: string }>('SELECT stage FROM disputes WHERE id = $1', [id]))[0]?.stage;

const arrives = (id: string, stage: string) =>
  waitUntil(
    () => stageOf(id),
    (found) => found === stage,
  );

const news = async ({ orderId }: Paid) =>
  (await world.subjectsOf(orderId)).filter((subject) => subject.startsWith('dispute.'));

describe('a dispute', () => {
  test('is published when it opens, with reason and amount', async () => {
    const paid = await fixture.paid();
    const id = await dispute(paid, { reason: 'product_not_received', amount: 2_000 });
    const { payload } = await world.waitFor(paid.orderId, 'dispute.opened');
    expect(payload).toMatchObject({
      ...{ orderId: paid.orderId, disputeId: id, paymentId: paid.paymentId },
      ...{ amount: 2_000, currency: 'usd', reason: 'product_not_received' },
    });
    parseMessage(DisputeEvent, payload, 'refuse');
  });

  test.each(['won', 'lost'] as const)('that is %s is published once', async (status) => {
    const paid = await fixture.paid();
    const id = await dispute(paid);
    await arrives(id, 'opened');
    await close(id, status);
    await arrives(id, status);
    await world.outcomes(id);
    expect(await news(paid)).toEqual(['dispute.opened', `dispute.${status}`]);
    expect(await fixture.ledgerBalance(paid, 'disputed')).toBe(status === 'won' ? 0 : 4_498);
  });

  test('is published as opened first, also if its end is seen first', async () => {
    const paid = await fixture.paid();
    world.stripe.intercept = ({ path }) => (path.startsWith('/v1/disputes') ? 'break' : 'pass');
    const id = await dispute(paid);
    await close(id, 'lost');
    await world.eventOf(id, 'charge.dispute.closed');
    world.stripe.intercept = () => 'pass';
    await world.retryUntil(
      () => stageOf(id),
      (stage) => stage === 'lost',
    );
    await world.outcomes(id);
    expect(await news(paid)).toEqual(['dispute.opened', 'dispute.lost']);
  });

  test('is published once for duplicate, late and concurrent events', async () => {
    const paid = await fixture.paid();
    const id = await dispute(paid);
    await arrives(id, 'opened');
    const { payload, id: event } = await world.eventOf(id, 'charge.dispute.created');
    await close(id, 'won');
    await arrives(id, 'won');
    const copies = [1, 2, 3].map((n) => payload.replaceAll(event, `${event}${n}`));
    await Promise.all([...copies, payload].map((body) => world.post(body)));
    await world.outcomes(id);
    expect(await news(paid)).toEqual(['dispute.opened', 'dispute.won']);
    expect(await stageOf(id)).toBe('won');
  });

  test('that precedes its payment is processed as soon as the payment is settled', async () => {
    const { orderId, id } = await world.openSession();
    world.stripe.intercept = ({ path }) => (path.includes(id) ? 'break' : 'pass');
    await world.stripe.pay(id, { card: '4000000000000259' });
    const intent = (await world.stripe.retrieve(id))['payment_intent'];
    const waits = () =>
      world.rows<{ id: string }>(
        `UPDATE stripe_events SET due_at = now() + interval '10 minutes'
         WHERE payment_id = $1 AND type LIKE 'charge.dispute.%' AND error IS NOT NULL AND processed_at IS NULL
         RETURNING id`,
        [intent],
      );
    const [waiting] = await waitUntil(waits, (events) => events.length > 0);
    expect(await world.subjectsOf(orderId)).toEqual([]);
    world.stripe.intercept = () => 'pass';
    await waitUntil(
      async () => {
        await world.rows(
          'UPDATE stripe_events SET due_at = to_timestamp(0) WHERE object_id = $1 AND outcome IS NULL',
          [id],
        );
        return world.subjectsOf(orderId);
      },
      (subjects) => subjects.includes('payment.succeeded'),
    );
    expect(await world.outcomeOf(waiting?.id ?? '')).toBe('applied');
    expect(await world.subjectsOf(orderId)).toEqual(['payment.succeeded', 'dispute.opened']);
  });

  test.each(['won', 'lost'] as const)('that is %s is a fact, and its opening too', async (verdict) => {
    const paid = await fixture.paid();
    const id = await dispute(paid);
    await arrives(id, 'opened');
    await close(id, verdict);
    await world.waitFor(paid.orderId, `dispute.${verdict}`);
    for (const stage of ['opened', 'won', 'lost']) {
      const { facts } = await world.request(ListFacts.payments, { subject: `dispute.${stage}`, ids: [id] });
      const published = (await world.publishedEvents(paid.orderId)).find(
        ({ subject }) => subject === `dispute.${stage}`,
      );
      if (!published) expect(facts).toEqual([]);
      else expect(facts).toMatchObject([{ event: { ...published.payload, at: expect.any(String) } }]);
    }
  });

  test('of a test card that disputes automatically is published', async () => {
    const paid = await fixture.paid({ card: '4000000000000259' });
    await world.waitFor(paid.orderId, 'dispute.opened');
  });

  test('that is an inquiry is stored and not published', async () => {
    const paid = await fixture.paid();
    const id = await dispute(paid, { inquiry: true });
    await arrives(id, 'inquiry');
    await world.outcomes(id);
    expect(await news(paid)).toEqual([]);
    expect(await world.rows('SELECT status FROM disputes WHERE id = $1', [id])).toEqual([
      { status: 'warning_needs_response' },
    ]);
  });

  test('of another system’s payment is not processed', async () => {
    const { chargeId } = await world.stripe.payElsewhere();
    const found = await world.stripe.control(`/charges/${chargeId}/dispute`);
    expect(await world.outcomes(found['id'] as string)).toMatchObject({
      'charge.dispute.created': 'foreign',
    });
  });

  test('of a rejected payment leads to a refund when it is won', async () => {
    const paid = await fixture.paid();
    const id = await dispute(paid);
    await arrives(id, 'opened');
    await fixture.reject(paid, 'cancelled');
    await fixture.until(paid.orderId, 'failed');
    await close(id, 'won');
    expect(await fixture.until(paid.orderId, 'failed', 'succeeded')).toContainEqual(
      expect.objectContaining({ status: 'succeeded', amount: '4498', automatic: true, reason: 'cancelled' }),
    );
    expect(await fixture.atStripe(paid)).toMatchObject([{ amount: 4_498, status: 'succeeded' }]);
  });

  test('of a rejected payment leads to a refund, also if it is won before an earlier refund failed', async () => {
    const paid = await fixture.paid();
    const id = await dispute(paid);
    await arrives(id, 'opened');
    // Stripe refuses, and the response is lost.
    world.stripe.intercept = ({ method, path }) =>
      method === 'POST' && path === '/v1/refunds' ? 'break' : 'pass';
    await fixture.reject(paid, 'cancelled');
    await waitUntil(
      () => fixture.rows(paid.orderId),
      ([row]) => (row?.tries ?? 0) > 0,
    );
    await close(id, 'won');
    await arrives(id, 'won');
    expect(await fixture.rows(paid.orderId)).toMatchObject([{ status: 'requested' }]);
    // Under the same key Stripe repeats its response.
    const [first] = await fixture.rows(paid.orderId);
    const error = { type: 'invalid_request_error', code: 'charge_disputed', message: 'charged back' };
    const replayed = { status: 400, body: { error }, headers: { 'idempotent-replayed': 'true' } };
    world.stripe.intercept = ({ key }) => (key === first?.idempotency_key ? replayed : 'pass');
    await fixture.retryUntil(paid.orderId, 'failed', 'succeeded');
    expect(await fixture.refundedOf(paid)).toBe(4_498);
    expect(await fixture.atStripe(paid)).toMatchObject([{ amount: 4_498, status: 'succeeded' }]);
    expect(await fixture.eventsOf(paid.orderId)).toEqual([
      ...['refund.requested', 'refund.failed'],
      ...['refund.requested', 'refund.succeeded'],
    ]);
  });

  test('of a payment that pays its order leads to no refund when it is won', async () => {
    const paid = await fixture.paid();
    const id = await dispute(paid);
    await close(id, 'won');
    await arrives(id, 'won');
    await world.outcomes(id);
    expect(await fixture.rows(paid.orderId)).toEqual([]);
  });

  test('makes a refund fail with the reason, and frees its amount', async () => {
    const paid = await fixture.paid();
    await arrives(await dispute(paid), 'opened');
    await expect(fixture.refund({ orderId: paid.orderId })).rejects.toMatchObject({
      code: 'payments.rejected',
    });
    expect(await fixture.refundedOf(paid)).toBe(0);
  });
});

describe('a fraud warning or a review', () => {
  const chargeOf = async ({ orderId }: Paid) => String((await world.paymentsOf(orderId))[0]?.['charge_id']);
  const marks = async ({ orderId }: Paid) =>
    (await world.publishedEvents(orderId))
      .filter(({ subject }) => /^(fraud_warning|review)\./.test(subject))
      .map(({ subject, payload }) => ({ subject, ...parseMessage(PaymentMarkEvent, payload, 'refuse') }));
  const published = (paid: Paid, count: number) =>
    waitUntil(
      () => marks(paid),
      (found) => found.length >= count,
    );

  test('is published once when it begins and once when it ends, whatever its webhook says', async () => {
    const paid = await fixture.paid();
    const charge = await chargeOf(paid);
    const { id: warning } = await world.stripe.control(`/charges/${charge}/fraud-warning`);
    const { id: review } = await world.stripe.control(`/charges/${charge}/review`);
    await published(paid, 2);
    const { payload, id: event } = await world.eventOf(String(review), 'review.opened');
    await dispute(paid);
    await published(paid, 4);
    await world.post(payload.replaceAll(event, `${event}again`));
    await world.outcomes(String(review));
    const { orderId, paymentId } = paid;
    const mark = { orderId, paymentId, at: expect.any(String) };
    const begun = [
      { ...mark, subject: 'fraud_warning.reported', markId: warning, reason: 'misc', open: true },
      { ...mark, subject: 'review.opened', markId: review, reason: 'manual', open: true },
    ];
    const found = await marks(paid);
    expect(found).toHaveLength(4);
    expect(found).toEqual(
      expect.arrayContaining([
        ...begun,
        { ...begun[0], open: false },
        { ...begun[1], subject: 'review.closed', reason: 'disputed', open: false },
      ]),
    );
  });

  test('that precedes its payment is processed as soon as the payment is settled', async () => {
    const paid = await fixture.paid({ card: '4000000000005423' });
    await world.retryUntil(
      () => marks(paid),
      (found) => found.length > 0,
    );
    expect(await marks(paid)).toMatchObject([{ subject: 'fraud_warning.reported' }]);
  });

  test('of another system’s payment is not processed', async () => {
    const { chargeId } = await world.stripe.payElsewhere();
    const { id } = await world.stripe.control(`/charges/${chargeId}/review`);
    expect(await world.outcomes(String(id))).toEqual({ 'review.opened': 'foreign' });
  });
});
