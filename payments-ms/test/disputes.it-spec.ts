import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { DisputeEvent } from '@orderwire/contracts';
import { parseMessage } from '@orderwire/platform';
import { type Paid, RefundDesk } from './refund-desk.js';
import { waitUntil, World } from './world.js';

let world: World;
let desk: RefundDesk;
beforeAll(async () => {
  world = await World.create();
  desk = await RefundDesk.open(world);
});
afterEach(() => {
  world.stripe.fate = () => 'pass';
});
afterAll(async () => {
  await desk.close();
  await world.close();
});

/** The bank disputes a payment. */
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
  test('is told when it opens, with Stripe’s reason and what is at stake', async () => {
    const paid = await desk.paid();
    const id = await dispute(paid, { reason: 'product_not_received', amount: 2_000 });
    const { payload } = await world.waitFor(paid.orderId, 'dispute.opened');
    expect(payload).toMatchObject({
      ...{ orderId: paid.orderId, disputeId: id, paymentId: paid.paymentId },
      ...{ amount: 2_000, currency: 'usd', reason: 'product_not_received' },
    });
    parseMessage(DisputeEvent, payload, 'refuse');
  });

  test.each(['won', 'lost'] as const)('that is %s is told so, once', async (status) => {
    const paid = await desk.paid();
    const id = await dispute(paid);
    await arrives(id, 'opened');
    await close(id, status);
    await arrives(id, status);
    await world.outcomes(id);
    expect(await news(paid)).toEqual(['dispute.opened', `dispute.${status}`]);
    expect(await desk.booked(paid, 'disputed')).toBe(status === 'won' ? 0 : 4_498);
  });

  test('whose opening we hear of last is told in the right order all the same', async () => {
    const paid = await desk.paid();
    world.stripe.fate = ({ path }) => (path.startsWith('/v1/disputes') ? 'break' : 'pass');
    const id = await dispute(paid);
    await close(id, 'lost');
    await world.eventOf(id, 'charge.dispute.closed');
    world.stripe.fate = () => 'pass';
    await world.hurrying(
      () => stageOf(id),
      (stage) => stage === 'lost',
    );
    await world.outcomes(id);
    expect(await news(paid)).toEqual(['dispute.opened', 'dispute.lost']);
  });

  test('of which we hear twice, late and at once is told once', async () => {
    const paid = await desk.paid();
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

  test('of which we hear before its payment is settled is looked at as soon as it is, however long it was to wait', async () => {
    const { orderId, id } = await world.opened();
    world.stripe.fate = ({ path }) => (path.includes(id) ? 'break' : 'pass');
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
    world.stripe.fate = () => 'pass';
    await waitUntil(
      async () => {
        await world.rows('UPDATE stripe_events SET due_at = now() WHERE object_id = $1 AND outcome IS NULL', [
          id,
        ]);
        return world.subjectsOf(orderId);
      },
      (subjects) => subjects.includes('payment.succeeded'),
    );
    expect(await world.outcomeOf(waiting?.id ?? '')).toBe('followed');
    expect(await world.subjectsOf(orderId)).toEqual(['payment.succeeded', 'dispute.opened']);
  });

  test('begun by a card that disputes by itself is told as well', async () => {
    const paid = await desk.paid({ card: '4000000000000259' });
    await world.waitFor(paid.orderId, 'dispute.opened');
  });

  test('that is only an inquiry is noted and not told until it is more', async () => {
    const paid = await desk.paid();
    const id = await dispute(paid, { inquiry: true });
    await arrives(id, 'inquiry');
    await world.outcomes(id);
    expect(await news(paid)).toEqual([]);
    expect(await world.rows('SELECT status FROM disputes WHERE id = $1', [id])).toEqual([
      { status: 'warning_needs_response' },
    ]);
  });

  test('of money that is not ours is noted and not acted on', async () => {
    const session = await world.stripe.api('POST', '/v1/checkout/sessions', {
      mode: 'payment',
      success_url: 'http://other.test/',
      'line_items[0][quantity]': '1',
      'line_items[0][price_data][currency]': 'usd',
      'line_items[0][price_data][unit_amount]': '900',
      'line_items[0][price_data][product_data][name]': 'Other shop',
    });
    await world.stripe.pay(session['id'] as string);
    const intent = (await world.stripe.retrieve(session['id'] as string))['payment_intent'] as string;
    const charge = (await world.stripe.api('GET', `/v1/payment_intents/${intent}`))[
      'latest_charge'
    ] as string;
    const found = await world.stripe.control(`/charges/${charge}/dispute`);
    expect(await world.outcomes(found['id'] as string)).toMatchObject({
      'charge.dispute.created': 'not_ours',
    });
  });

  test('of money that pays nothing lets it go back once the dispute is won', async () => {
    const paid = await desk.paid();
    const id = await dispute(paid);
    await arrives(id, 'opened');
    await desk.reject(paid, 'cancelled');
    await desk.until(paid.orderId, 'failed');
    await close(id, 'won');
    expect(await desk.until(paid.orderId, 'failed', 'succeeded')).toContainEqual(
      expect.objectContaining({ status: 'succeeded', amount: '4498', automatic: true, reason: 'cancelled' }),
    );
    expect(await desk.atStripe(paid)).toMatchObject([{ amount: 4_498, status: 'succeeded' }]);
  });

  test('of money that pays nothing lets it go back, though the dispute is won before we hear that a refund was refused', async () => {
    const paid = await desk.paid();
    const id = await dispute(paid);
    await arrives(id, 'opened');
    // Stripe refuses, and its answer is lost.
    world.stripe.fate = ({ method, path }) =>
      method === 'POST' && path === '/v1/refunds' ? 'break' : 'pass';
    await desk.reject(paid, 'cancelled');
    await waitUntil(
      () => desk.rows(paid.orderId),
      ([row]) => (row?.tries ?? 0) > 0,
    );
    await close(id, 'won');
    await arrives(id, 'won');
    expect(await desk.rows(paid.orderId)).toMatchObject([{ status: 'requested' }]);
    // Asked again under its key, Stripe repeats what it said.
    const [first] = await desk.rows(paid.orderId);
    const error = { type: 'invalid_request_error', code: 'charge_disputed', message: 'charged back' };
    const replayed = { status: 400, body: { error }, headers: { 'idempotent-replayed': 'true' } };
    world.stripe.fate = ({ key }) => (key === first?.idempotency_key ? replayed : 'pass');
    await desk.hurriedUntil(paid.orderId, 'failed', 'succeeded');
    expect(await desk.refundedOf(paid)).toBe(4_498);
    expect(await desk.atStripe(paid)).toMatchObject([{ amount: 4_498, status: 'succeeded' }]);
    expect(await desk.news(paid.orderId)).toEqual([
      ...['refund.requested', 'refund.failed'],
      ...['refund.requested', 'refund.succeeded'],
    ]);
  });

  test('of money that pays its order lets it stay once the dispute is won', async () => {
    const paid = await desk.paid();
    const id = await dispute(paid);
    await close(id, 'won');
    await arrives(id, 'won');
    await world.outcomes(id);
    expect(await desk.rows(paid.orderId)).toEqual([]);
  });

  test('makes a refund impossible: it fails with the reason, and its money is free', async () => {
    const paid = await desk.paid();
    await arrives(await dispute(paid), 'opened');
    await expect(desk.refund({ orderId: paid.orderId })).rejects.toMatchObject({ code: 'payments.rejected' });
    expect(await desk.refundedOf(paid)).toBe(0);
  });
});
