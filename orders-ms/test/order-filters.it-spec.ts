import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Actor,
  CountOrders,
  ListOrders,
  type ListOrdersRequest,
  type OrderFilter,
  type OrderPaymentState,
  orderPaymentStates,
  SearchOrders,
} from '@orderwire/contracts';
import { faultOf } from '@orderwire/test-kit';
import { v4 as uuidv4, v7 as uuidv7 } from 'uuid';
import { OrdersWorld, staff } from './orders-world.js';

let world: OrdersWorld;
const customer: Actor = { role: 'customer', id: uuidv7() };

const paid = `status = 'PAID', paid_at = now(), payment_id = 'pi_' || id`;
const refunded = `status = 'REFUNDED', status_before_refund = 'PAID', paid_at = now(), payment_id = 'pi_' || id, refunded_amount = total_amount`;
const pendingRefund = `INSERT INTO order_refunds (id, order_id, payment_id, amount, status, reason, actor, correlation_id, reported_at)
  SELECT gen_random_uuid(), id, payment_id, 400, 'pending', 'duplicate', '{}', 'c', now() FROM orders WHERE id = $1`;

/** How an order gets each payment state, more than one way. */
const made: [OrderPaymentState, string, string?][] = [
  ['payment_processing', `cancellation_blocked_by = 'payment_processing'`],
  [
    'payment_processing',
    `cancellation_blocked_by = 'payment_processing', status = 'CANCELLED', cancelled_at = now()`,
  ],
  ['awaiting_payment', `cancellation_blocked_by = NULL`],
  ['awaiting_payment', `cancellation_blocked_by = 'payments_unavailable'`],
  ['cancelled', `status = 'CANCELLED', cancelled_at = now()`],
  ['dispute_lost', `${paid}, dispute = 'lost'`],
  ['dispute_open', `${refunded}, dispute = 'open'`],
  ['dispute_open', `${paid}, dispute = 'open'`, pendingRefund],
  ['refund_pending', `${paid}, refunded_amount = 100`, pendingRefund],
  [
    'refund_pending',
    `${paid}, dispute = 'won', cancellation_blocked_by = 'payment_processing'`,
    pendingRefund,
  ],
  ['refunded', refunded],
  ['partially_refunded', `${paid}, refunded_amount = 100`],
  ['free', `status = 'PAID', paid_at = now(), total_amount = 0, tax_amount = 0, payment_id = NULL`],
  ['paid', paid],
  ['paid', paid.replace('PAID', 'SHIPPED')],
];
/** Ids of the orders, as above, oldest first; the last one is the customer's. */
const ids: string[] = [];
let refundId: string;

beforeAll(async () => {
  world = await OrdersWorld.create();
  for (const [n, [, changes, after]] of made.entries()) {
    const { order } = await world.place(
      { email: `Shopper${n}@Example.com` },
      { ...(n === made.length - 1 && { actor: customer }), correlationId: `placed-${n}` },
    );
    ids.push(order.id);
    await world.rows(
      `UPDATE orders SET ${changes}, created_at = '2026-01-01T00:00:00Z'::timestamptz + $2 * interval '1 minute' WHERE id = $1`,
      [order.id, n],
    );
    if (after) await world.rows(after, [order.id]);
  }
  await world.rows(`UPDATE orders SET tracking = '{"trackingNumber": "EZ1000"}' WHERE id = $1`, [ids.at(-1)]);
  const [refund] = await world.rows<{ id: string }>('SELECT id FROM order_refunds WHERE order_id = $1', [
    ids[8],
  ]);
  refundId = refund!.id;
});
afterAll(() => world.close());

const list = (request: ListOrdersRequest, actor: Actor = staff) =>
  world.request(ListOrders, request, { actor });
const found = async (filter: OrderFilter) =>
  (await list({ ...filter, limit: 100 })).data.map(({ id }) => ids.indexOf(id));
/** Indexes of these orders, newest first, as the list has them. */
const those = (holds: (n: number) => boolean) => [...ids.keys()].filter(holds).reverse();
const inState = (...states: OrderPaymentState[]) => those((n) => states.includes(made[n]![0]));

describe('payment state', () => {
  it('is derived from the facts of an order', async () => {
    const { data } = await list({ limit: 100 });
    expect(data.map(({ paymentState }) => paymentState)).toEqual(made.map(([state]) => state).reverse());
    expect(new Set(made.map(([state]) => state))).toEqual(new Set(orderPaymentStates));
  });

  it.each(orderPaymentStates)('%s filters exactly the orders that show it', async (state) => {
    expect(await found({ paymentState: [state] })).toEqual(inState(state));
  });

  it('and pending refunds are hidden from customers', async () => {
    const { data } = await list({}, customer);
    expect(data).toHaveLength(1);
    for (const field of ['paymentState', 'refundPendingAmount']) expect(data[0]).not.toHaveProperty(field);
  });
});

describe('filters of orders', () => {
  it.each<[string, OrderFilter, () => number[]]>([
    ['several payment states', { paymentState: ['refunded', 'paid'] }, () => inState('refunded', 'paid')],
    ['several statuses', { status: ['CANCELLED', 'SHIPPED'] }, () => [14, 4, 1]],
    [
      'statuses and payment states',
      { status: ['PENDING', 'SHIPPED'], paymentState: ['paid', 'payment_processing'] },
      () => [14, 0],
    ],
    ['a pending refund', { refundPending: true }, () => [9, 8, 7]],
    ['no pending refund', { refundPending: false }, () => those((n) => n < 7 || n > 9)],
    ['a currency', { currency: 'usd' }, () => those(() => true)],
    ['another currency', { currency: 'eur' }, () => []],
    ['a largest amount', { currency: 'usd', maxAmount: 0 }, () => [12]],
    ['a smallest amount', { currency: 'usd', minAmount: 2_500 }, () => those((n) => n !== 12)],
    ['an e-mail address', { email: 'SHOPPER1@example.com' }, () => [1]],
    ['the beginning of e-mail addresses', { emailPrefix: 'Shopper1' }, () => [14, 13, 12, 11, 10, 1]],
    ['a beginning with wildcards', { emailPrefix: 'shopper_' }, () => []],
    ['a correlation id', { correlationId: 'placed-3' }, () => [3]],
    ['a customer and a status', { customerId: customer.id!, status: ['SHIPPED'] }, () => [14]],
    ['a dispute', { dispute: 'open' }, () => [7, 6]],
  ])('select by %s', async (_what, filter, expected) => {
    expect(await found(filter)).toEqual(expected());
    const upTo = Math.max(1, expected().length);
    expect(await world.request(CountOrders, { filter, upTo })).toEqual({
      count: expected().length,
      more: false,
    });
  });

  it('select each order once over pages of several indexes', async () => {
    const filter = { status: ['PENDING', 'PAID', 'CANCELLED', 'REFUNDED'] as const };
    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await list({ status: [...filter.status], limit: 3, ...(cursor && { cursor }) });
      seen.push(...page.data.map(({ id }) => ids.indexOf(id)));
      cursor = page.meta.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual(those((n) => n !== 14));
  });

  it('are counted up to a limit', async () => {
    expect(await world.request(CountOrders, { filter: {}, upTo: 3 })).toEqual({ count: 3, more: true });
  });

  it.each<[object]>([
    [{ paymentState: ['paid'] }],
    [{ refundPending: false }],
    [{ email: 'a@b.example' }],
    [{ currency: 'usd' }],
    [{ correlationId: 'x' }],
  ])('%j is for staff only', async (filter) => {
    expect(await faultOf(list(filter, customer))).toMatchObject({ code: 'auth.not_allowed' });
  });

  it.each<[object, string]>([
    [{ minAmount: 1 }, 'currency'],
    [{ status: [] }, 'status'],
    [{ status: ['PAID', 'PAID'] }, 'status'],
    [{ status: 'PAID,LOST' }, 'status'],
    [{ email: 'nonsense' }, 'email'],
    [{ currency: 'usd', minAmount: -1 }, 'minAmount'],
  ])('%j is refused', async (filter, path) => {
    expect(await faultOf(list(filter))).toMatchObject({ details: { errors: [{ path }] } });
  });
});

describe('an order with a pending refund', () => {
  it('shows staff its amount', async () => {
    expect(await world.order(ids[8]!)).toMatchObject({ refundPendingAmount: 400, refundedAmount: 100 });
  });
});

describe('search of orders', () => {
  const search = async (query: string) =>
    (await world.request(SearchOrders, { query })).data.map(({ orderId, match }) => [
      ids.indexOf(orderId),
      match,
    ]);

  it.each<[string, () => string, () => [number, string][]]>([
    ['an id in any case', () => ids[2]!.toUpperCase(), () => [[2, 'id']]],
    [
      'the beginning of an id, without dashes',
      () => ids[3]!.replaceAll('-', '').slice(0, 20),
      () => [[3, 'id']],
    ],
    ['the number that mails show', () => `#${ids[3]!.slice(-8).toUpperCase()}`, () => [[3, 'id']]],
    ['an e-mail address', () => 'SHOPPER10@example.com', () => [[10, 'email']]],
    ['the beginning of an e-mail address', () => 'shopper13', () => [[13, 'email']]],
    ['a correlation id', () => 'placed-4', () => [[4, 'correlation_id']]],
    ['a tracking number', () => 'ez1000', () => [[14, 'tracking_number']]],
    ['a refund', () => refundId, () => [[8, 'refund']]],
    ['seven digits', () => ids[2]!.slice(0, 7), () => []],
    ['a wildcard', () => '%%%', () => []],
  ])('finds by %s', async (_what, query, expected) => {
    expect(await search(query())).toEqual(expected());
  });

  it('finds orders of any age by their number, and those whose id has no time', async () => {
    const farFuture = Date.now() + 2 ** 40;
    for (const id of [uuidv7({ msecs: Date.UTC(2020, 1, 29) }), uuidv7({ msecs: farFuture }), uuidv4()]) {
      const copy = (table: string, key: string) =>
        world.rows(
          `INSERT INTO ${table} SELECT (jsonb_populate_record(t, jsonb_build_object('${key}', $2::text))).* FROM ${table} t WHERE ${key} = $1`,
          [ids[3], id],
        );
      await copy('orders', 'id');
      await copy('order_lines', 'order_id');
      try {
        const { data } = await world.request(SearchOrders, { query: id.slice(-8) });
        expect(data.map(({ orderId }) => orderId)).toEqual([id]);
      } finally {
        await world.rows('DELETE FROM order_lines WHERE order_id = $1', [id]);
        await world.rows('DELETE FROM orders WHERE id = $1', [id]);
      }
    }
  });

  it('returns orders that another service found', async () => {
    const { data } = await world.request(SearchOrders, { orderIds: [ids[5]!, uuidv7()] });
    expect(data).toMatchObject([
      { orderId: ids[5], match: 'related', paymentState: 'dispute_lost', totalAmount: 2_500 },
    ]);
  });
});
