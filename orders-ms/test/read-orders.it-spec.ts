import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Actor,
  CancelOrder,
  GetOrder,
  GetOrderTimeline,
  type GetOrderTimelineRequest,
  ListOrders,
  type ListOrdersRequest,
  type OrderTimeline,
  RenewPaymentSession,
} from '@orderwire/contracts';
import { faultOf } from '@orderwire/test-kit';
import { encodeCursor } from '@orderwire/platform';
import { v7 as uuidv7 } from 'uuid';
import { OrdersWorld } from './orders-world.js';

let world: OrdersWorld;
const customer: Actor = { role: 'customer', id: uuidv7() };
const stranger: Actor = { role: 'customer', id: uuidv7() };
const staff: Actor = { role: 'staff', id: uuidv7() };
/**
 * Seven orders, oldest first. The 2nd is the customer's, the 3rd and 4th are of one millisecond,
 * the 7th is cancelled.
 */
const ids: string[] = [];

beforeAll(async () => {
  world = await OrdersWorld.create();
  for (let n = 0; n < 7; n++) {
    const { order } = await world.place({}, n === 1 ? { actor: customer } : {});
    ids.push(order.id);
    const minute = n === 3 ? 2 : n;
    await world.rows(
      "UPDATE orders SET created_at = '2026-01-01T00:00:00Z'::timestamptz + $2 * interval '1 minute' WHERE id = $1",
      [order.id, minute],
    );
  }
  await world.request(CancelOrder, { orderId: ids[6]! });
});
afterAll(() => world.close());

const list = (request: ListOrdersRequest = {}, actor = staff) =>
  world.request(ListOrders, request, { actor });
const idsOf = async (request: ListOrdersRequest, actor?: Actor) =>
  (await list(request, actor)).data.map(({ id }) => id);

describe('list of orders', () => {
  it('is sorted from newest to oldest, with lines', async () => {
    const { data, meta } = await list();
    expect(data.map(({ id }) => id)).toEqual([...ids].reverse());
    expect(meta.nextCursor).toBeNull();
    expect(data[0]).toEqual(await world.order(ids[6]!));
    expect(data[0]?.items).toHaveLength(1);
  });

  it.each([1, 2, 3, 7])('shows each order once in pages of %i', async (limit) => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { data, meta } = await list({ limit, ...(cursor && { cursor }) });
      expect(data.length).toBeLessThanOrEqual(limit);
      seen.push(...data.map(({ id }) => id));
      cursor = meta.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual([...ids].reverse());
  });

  it('filters by status', async () => {
    expect(await idsOf({ status: ['CANCELLED'] })).toEqual([ids[6]]);
    expect(await idsOf({ status: ['PENDING'] })).toHaveLength(6);
    expect(await idsOf({ status: ['REFUNDED'] })).toEqual([]);
  });

  it('filters by time: from inclusive, to exclusive', async () => {
    const between = { from: '2026-01-01T00:01:00Z', to: '2026-01-01T01:04:00+01:00' };
    expect(await idsOf(between)).toEqual([ids[3], ids[2], ids[1]]);
  });

  it('shows a customer their own orders only', async () => {
    expect(await idsOf({}, customer)).toEqual([ids[1]]);
    expect(await idsOf({}, stranger)).toEqual([]);
  });

  it.each([
    ['nonsense', 'nonsense'],
    ['a changed one', `${encodeCursor({ at: new Date(), id: uuidv7() })}x`],
    ['one of the year 0', encodeCursor({ at: new Date('0000-06-01T00:00:00Z'), id: uuidv7() })],
    ['one of the year 20000', encodeCursor({ at: new Date('+020000-01-01T00:00:00Z'), id: uuidv7() })],
    ['one with SQL in it', Buffer.from("1.' OR 1=1").toString('base64url')],
  ])('refuses %s as a cursor', async (_what, cursor) => {
    const fault = await faultOf(list({ cursor }));
    expect(fault).toMatchObject({ code: 'invalid_message', details: { errors: [{ path: 'cursor' }] } });
  });

  it.each<[string, object, string]>([
    ['a limit over 100', { limit: 101 }, 'limit'],
    ['an unknown status', { status: 'LOST' }, 'status'],
    ['a date without a time', { from: '2026-01-01' }, 'from'],
    ['a time of the year 0', { from: '0000-06-01T00:00:00Z' }, 'from'],
    ['an end in the year 0', { to: '0000-06-01T00:00:00Z' }, 'to'],
  ])('refuses %s', async (_what, request, path) => {
    const fault = await faultOf(list(request));
    expect(fault).toMatchObject({ code: 'invalid_message', details: { errors: [{ path }] } });
  });
});

describe('order of another account', () => {
  const caller = { actor: stranger };
  it.each([
    ['read', (orderId: string) => world.request(GetOrder, { orderId }, caller)],
    ['read with its timeline', (orderId: string) => world.request(GetOrderTimeline, { orderId }, caller)],
    ['cancelled', (orderId: string) => world.request(CancelOrder, { orderId }, caller)],
    ['renewed', (orderId: string) => world.request(RenewPaymentSession, { orderId }, caller)],
  ])('cannot be %s: it is not found', async (_what, ask) => {
    const orderId = ids[1]!;
    expect(await faultOf(ask(orderId))).toMatchObject({ code: 'orders.not_found', details: { orderId } });
  });

  it('can be read by its owner and staff', async () => {
    const orderId = ids[1]!;
    for (const actor of [customer, staff]) expect((await world.order(orderId, { actor })).id).toBe(orderId);
  });
});

describe('timeline of an order', () => {
  const orderId = () => ids[1]!;
  const pageOf = (request: Omit<GetOrderTimelineRequest, 'orderId'> = {}, actor = staff) =>
    world.request(GetOrderTimeline, { orderId: orderId(), ...request }, { actor });
  const pagesOf = async (actor: Actor, limit?: number): Promise<OrderTimeline[]> => {
    const pages: OrderTimeline[] = [];
    let cursor: string | undefined;
    do {
      const page = await pageOf({ ...(limit && { limit }), ...(cursor && { cursor }) }, actor);
      pages.push(page);
      cursor = page.meta.nextCursor ?? undefined;
    } while (cursor);
    return pages;
  };
  const idsIn = (pages: OrderTimeline[]) => pages.flatMap(({ entries }) => entries.map(({ id }) => id));
  /** Entries of one millisecond in three, between the entries of the order. */
  const addEntries = (count: number, step: string, text = '') =>
    world.rows(
      `INSERT INTO timeline (id, order_id, at, step, cause, message, details)
       SELECT gen_random_uuid(), $1, now() + n / 3 * interval '1 ms', $3, 'test', $4, '{}' FROM generate_series(1, $2::int) n`,
      [orderId(), count, step, text],
    );
  const storedIds = async () =>
    (
      await world.rows<{ id: string }>('SELECT id FROM timeline WHERE order_id = $1 ORDER BY at, id', [
        orderId(),
      ])
    ).map(({ id }) => id);

  it('is one page for an ordinary order', async () => {
    const { entries, meta } = await pageOf();
    expect(entries.map(({ id }) => id)).toEqual(await storedIds());
    expect(meta.nextCursor).toBeNull();
  });

  it('shows each of many entries once, and the same standing on every page', async () => {
    await addEntries(250, 'assigned');
    await addEntries(120, 'payment_session_expired');
    const pages = await pagesOf(staff);
    expect(pages.map(({ entries }) => entries.length)).toEqual([100, 100, 100, 72]);
    expect(idsIn(pages)).toEqual(await storedIds());
    for (const { standing } of pages) expect(standing).toMatchObject([{ code: 'awaiting_payment' }]);
    expect(idsIn(await pagesOf(staff, 50))).toEqual(idsIn(pages));
  });

  it('has full pages for a shopper, without the entries for staff', async () => {
    const pages = await pagesOf(customer);
    expect(pages.map(({ entries }) => entries.length)).toEqual([100, 22]);
    expect(JSON.stringify(pages)).not.toContain('assigned');
  });

  it('derives its standing from the newest refunds of a long timeline', async () => {
    const details = { refundId: 're_1', paymentId: 'pi_1', amount: 100, currency: 'usd', automatic: false };
    await world.rows(
      `INSERT INTO timeline (id, order_id, at, step, cause, message, details)
       VALUES ($1, $2, now() + interval '1 hour', 'refund_requested', 'test', '', $3)`,
      [uuidv7(), orderId(), details],
    );
    expect((await pageOf()).standing).toMatchObject([
      { code: 'awaiting_payment' },
      { code: 'refund_pending' },
    ]);
  });

  it('has pages that fit into a message', async () => {
    await addEntries(60, 'webhook_seen', '商'.repeat(5_000));
    const pages = await pagesOf(staff);
    for (const page of pages) expect(Buffer.byteLength(JSON.stringify(page))).toBeLessThan(600_000);
    expect(idsIn(pages)).toEqual(await storedIds());
  });

  it('refuses an invalid cursor', async () => {
    const fault = await faultOf(pageOf({ cursor: 'made-up' }));
    expect(fault).toMatchObject({ code: 'invalid_message', details: { errors: [{ path: 'cursor' }] } });
  });
});

describe('list of orders with 100 lines of long names', () => {
  it('has fewer orders than the limit, and each order once in all pages', async () => {
    // Six bytes each as JSON: the longest names that a product can have.
    await world.rows(
      `INSERT INTO order_lines (order_id, line_no, product_id, name, unit_amount, quantity)
       SELECT orders.id, n, gen_random_uuid(), repeat(chr(1), 200), 100, 1 FROM orders, generate_series(2, 100) n`,
    );
    const seen: string[] = [];
    let cursor: string | null | undefined;
    do {
      const page = await list(cursor ? { cursor } : {});
      expect(page.data.length).toBeLessThan(ids.length);
      expect(Buffer.byteLength(JSON.stringify(page))).toBeLessThan(530_000);
      seen.push(...page.data.map(({ id }) => id));
      cursor = page.meta.nextCursor;
    } while (cursor);
    expect(seen).toEqual([...ids].reverse());
  });
});
