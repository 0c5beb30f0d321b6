import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import {
  GetPayment,
  InvalidMessage,
  ListLedger,
  type ListLedgerRequest,
  ListOrderPayments,
  ListPayments,
  type ListPaymentsRequest,
  NotAllowed,
  PaymentNotFound,
  type PaymentState,
  SearchPayments,
} from '@orderwire/contracts';
import { v7 as uuidv7 } from 'uuid';
import { type Paid, RefundFixture } from './refund-fixture.js';
import { faultOf, waitUntil, PaymentsWorld } from './payments-world.js';

const staff = { actor: { role: 'staff', id: '0190a000-0000-7000-8000-00000000000a' } } as const;

let world: PaymentsWorld;
let fixture: RefundFixture;
beforeAll(async () => {
  world = await PaymentsWorld.create(undefined, { issuer: true });
  fixture = new RefundFixture(world);
});
afterEach(() => {
  world.stripe.intercept = () => 'pass';
});
afterAll(() => world.close());

const list = async (request: ListPaymentsRequest = {}) =>
  (await world.request(ListPayments, { limit: 100, ...request }, staff)).data;
const ofOrder = (orderId: string) => world.request(ListOrderPayments, { orderId }, staff);
const search = async (query: string) => (await world.request(SearchPayments, { query }, staff)).data;
const ledger = (request: ListLedgerRequest) => world.request(ListLedger, request, staff);
const chargeOf = async ({ orderId }: Paid) => (await world.paymentsOf(orderId))[0]?.['charge_id'] as string;

/** Waits until the payment has a state; the list of this state and no other has it then. */
const becomes = async ({ paymentId, orderId }: Paid, state: PaymentState) => {
  await waitUntil(
    async () => (await ofOrder(orderId)).payments[0]?.state,
    (found) => found === state,
  );
  expect((await list({ state })).map(({ id }) => id)).toContain(paymentId);
};

const insertPayments = (count: number, currency: string, orderId = uuidv7()) =>
  world.rows(
    `INSERT INTO payments (id, order_id, session_id, amount, currency, paid_at, status, created_at)
     SELECT 'pi_' || $2 || '_' || n, $3::uuid, 'cs_' || $2 || '_' || n, 100 * n, $2, now(), 'succeeded',
       '2026-01-01T00:00:00Z'::timestamptz + (n / 2) * interval '1 ms'
     FROM generate_series(1, $1::int) AS n`,
    [count, currency, orderId],
  );

describe('the state of a payment', () => {
  test('follows its refunds', async () => {
    const paid = await fixture.paid();
    await becomes(paid, 'captured');
    world.stripe.intercept = ({ path, method }) =>
      method === 'POST' && path.startsWith('/v1/refunds') ? 'break' : 'pass';
    await fixture.refund({ orderId: paid.orderId, amount: 498 });
    await becomes(paid, 'refund_pending');
    world.stripe.intercept = () => 'pass';
    await fixture.retryUntil(paid.orderId, 'succeeded');
    await becomes(paid, 'partially_refunded');
    await fixture.refund({ orderId: paid.orderId });
    await fixture.until(paid.orderId, 'succeeded', 'succeeded');
    await becomes(paid, 'refunded');
  });

  test('is right after refunds of one payment that end at the same time', async () => {
    const paid = await fixture.paid();
    await Promise.all(
      Array.from({ length: 6 }, () => fixture.refund({ orderId: paid.orderId, amount: 100 })),
    );
    await fixture.retryUntil(paid.orderId, ...Array.from({ length: 6 }, () => 'succeeded'));
    await becomes(paid, 'partially_refunded');
  });

  test('is disputed while a dispute is open, and then follows the verdict', async () => {
    const [won, lost] = [await fixture.paid(), await fixture.paid()];
    for (const [paid, status] of [
      [won, 'won'],
      [lost, 'lost'],
    ] as const) {
      const dispute = await world.stripe.control(`/charges/${await chargeOf(paid)}/dispute`, {});
      await becomes(paid, 'disputed');
      await world.stripe.control(`/disputes/${dispute['id'] as string}/close`, { status });
    }
    await becomes(won, 'captured');
    await becomes(lost, 'dispute_lost');
  });

  test('is rejected for a capture that pays for nothing, until it is refunded', async () => {
    const id = 'pi_mismatch';
    await world.rows(
      `INSERT INTO payments (id, order_id, session_id, amount, currency, paid_at, status)
       VALUES ($1, gen_random_uuid(), 'cs_mismatch', 500, 'usd', now(), 'amount_mismatch')`,
      [id],
    );
    expect((await list({ state: 'rejected' })).map((one) => one.id)).toEqual([id]);
    const paid = await fixture.paid();
    await fixture.reject(paid);
    await becomes(paid, 'refunded');
    expect((await ofOrder(paid.orderId)).payments[0]?.rejectedBecause).toBe('cancelled');
  });
});

describe('the list of payments', () => {
  test('returns every payment once, page by page, the one recorded last first', async () => {
    await insertPayments(7, 'eur');
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await world.request(ListPayments, { currency: 'EUR', limit: 2, cursor }, staff);
      seen.push(...page.data.map(({ id }) => id));
      cursor = page.meta.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual([7, 6, 5, 4, 3, 2, 1].map((n) => `pi_eur_${n}`));
  });

  test('is filtered by amount in a currency, and by the time at which it was recorded', async () => {
    await insertPayments(5, 'gbp');
    const ids = async (request: ListPaymentsRequest) => (await list(request)).map(({ id }) => id);
    expect(await ids({ currency: 'gbp', minAmount: 200, maxAmount: 300 })).toEqual(['pi_gbp_3', 'pi_gbp_2']);
    expect(await ids({ currency: 'gbp', minAmount: 500 })).toEqual(['pi_gbp_5']);
    const [from, to] = ['2026-01-01T00:00:00.001Z', '2026-01-01T00:00:00.002Z'];
    expect(await ids({ currency: 'gbp', from, to })).toEqual(['pi_gbp_3', 'pi_gbp_2']);
    expect(await ids({ currency: 'gbp', to: from })).toEqual(['pi_gbp_1']);
    expect(await ids({ currency: 'gbp', state: 'disputed' })).toEqual([]);
    expect(InvalidMessage.matches(await faultOf(list({ minAmount: 1 })))).toBe(true);
  });

  test('is for staff, as all lists of records are', async () => {
    const customer = { actor: { role: 'customer', id: staff.actor.id } } as const;
    const orderId = uuidv7();
    const requests = [
      world.request(ListPayments, {}, customer),
      world.request(GetPayment, { paymentId: 'pi_1' }, customer),
      world.request(ListOrderPayments, { orderId }, customer),
      world.request(ListLedger, {}, customer),
      world.request(SearchPayments, { query: 'pi_1' }, customer),
    ];
    for (const fault of await Promise.all(requests.map(faultOf)))
      expect(NotAllowed.matches(fault)).toBe(true);
  });
});

describe('all records of an order', () => {
  test('are its attempts, captures, refunds, disputes, marks and ledger entries', async () => {
    const paid = await fixture.paid();
    const refund = await fixture.refund({ orderId: paid.orderId, amount: 98 });
    await fixture.until(paid.orderId, 'succeeded');
    const dispute = await world.stripe.control(`/charges/${await chargeOf(paid)}/dispute`, { amount: 1_000 });
    await becomes(paid, 'disputed');
    await world.rows(
      `INSERT INTO payment_marks (id, kind, order_id, payment_id, reason, open, created_at)
       VALUES ('prv_1', 'review', $1, $2, 'rule', true, now())`,
      [paid.orderId, paid.paymentId],
    );
    await waitUntil(
      () => ofOrder(paid.orderId),
      ({ ledger: entries }) => entries.some(({ account }) => account === 'disputed'),
    );
    const records = await ofOrder(paid.orderId);
    expect(records.sessions).toMatchObject([
      { attempt: 1, status: 'complete', stripeId: paid.sessionId, amount: 4_498, currency: 'usd' },
    ]);
    expect(records.payments).toMatchObject([{ id: paid.paymentId, amount: 4_498, refunded: 98 }]);
    expect(records.refunds).toMatchObject([{ id: refund.id, amount: 98, status: 'succeeded', dueAt: null }]);
    expect(records.disputes).toMatchObject([{ id: dispute['id'], amount: 1_000, stage: 'opened' }]);
    expect(records.marks).toMatchObject([{ id: 'prv_1', kind: 'review', open: true }]);
    const sum = records.ledger.reduce((total, { amount }) => total + amount, 0);
    expect(sum).toBe(0);
    expect(new Set(records.ledger.map(({ account }) => account))).toEqual(
      new Set(['captured', 'receivable', 'stripe_balance', 'fees', 'refunded', 'disputed']),
    );

    const { payment, session, ...history } = await world.request(
      GetPayment,
      { paymentId: paid.paymentId },
      staff,
    );
    expect({ sessions: [session], payments: [payment], ...history }).toEqual(records);
  });

  test('are empty for an unknown order, and an unknown payment is not found', async () => {
    const empty = { refunds: [], disputes: [], marks: [], ledger: [] };
    expect(await ofOrder(uuidv7())).toEqual({ sessions: [], payments: [], ...empty });
    const unknown = world.request(GetPayment, { paymentId: 'pi_unknown' }, staff);
    expect(PaymentNotFound.matches(await faultOf(unknown))).toBe(true);
  });

  test('are found by the exact ids of their objects at Stripe', async () => {
    const paid = await fixture.paid();
    const { orderId } = paid;
    const refund = await fixture.refund({ orderId, amount: 98 });
    const [{ id: refundAtStripe } = { id: '' }] = await fixture.atStripe(paid);
    await fixture.until(orderId, 'succeeded');
    const dispute = (await world.stripe.control(`/charges/${await chargeOf(paid)}/dispute`, {}))[
      'id'
    ] as string;
    await becomes(paid, 'disputed');
    const charge = await chargeOf(paid);
    expect(await search(paid.sessionId)).toEqual([{ orderId, kind: 'session', id: paid.sessionId }]);
    expect(await search(paid.paymentId)).toEqual([{ orderId, kind: 'intent', id: paid.paymentId }]);
    expect(await search(charge)).toEqual([{ orderId, kind: 'charge', id: charge }]);
    expect(await search(refundAtStripe)).toEqual([{ orderId, kind: 'refund', id: refundAtStripe }]);
    expect(await search(refund.id)).toEqual([{ orderId, kind: 'refund', id: refundAtStripe }]);
    expect(await search(dispute)).toEqual([{ orderId, kind: 'dispute', id: dispute }]);
    expect(await search(` ${dispute} `)).toHaveLength(1);
    expect(await search(paid.paymentId.slice(0, -1))).toEqual([]);
    expect(await search(`${paid.paymentId}'--`)).toEqual([]);
  });
});

describe('the list of ledger entries', () => {
  const post = (movement: string, at: string, account = 'payouts') =>
    world.rows(
      `INSERT INTO ledger_entries (movement, account, currency, amount, at)
       VALUES ($1, $3, 'nok', 5, $2::timestamptz), ($1, 'stripe_balance', 'nok', -5, $2::timestamptz)`,
      [movement, at, account],
    );

  test('is filtered by account and time, and has every entry once, page by page', async () => {
    for (const n of [1, 2, 3]) await post(`txn_a_${n}`, '2026-02-01T00:00:00Z');
    await post('txn_b', '2026-02-02T00:00:00Z');
    await post('txn_c', '2026-02-03T00:00:00Z', 'other');
    const [from, to] = ['2026-02-01T00:00:00Z', '2026-02-03T00:00:01Z'];
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await ledger({ from, to, limit: 3, cursor });
      seen.push(...page.data.map(({ movement, account }) => `${movement} ${account}`));
      cursor = page.meta.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual(
      ['txn_c', 'txn_b', 'txn_a_3', 'txn_a_2', 'txn_a_1'].flatMap((movement) => [
        `${movement} stripe_balance`,
        `${movement} ${movement === 'txn_c' ? 'other' : 'payouts'}`,
      ]),
    );
    const payouts = await ledger({ account: 'payouts', from, to: '2026-02-02T00:00:00Z' });
    expect(payouts.data.map(({ movement, amount }) => [movement, amount])).toEqual([
      ['txn_a_3', 5],
      ['txn_a_2', 5],
      ['txn_a_1', 5],
    ]);
  });

  test('is filtered by order', async () => {
    const { orderId } = await fixture.paid();
    const { data } = await ledger({ orderId, account: 'captured' });
    expect(data).toMatchObject([{ account: 'captured', amount: -4_498, orderId }]);
  });
});
