import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  InvalidMessage,
  ListReservations,
  type ListReservationsRequest,
  NotAllowed,
  OrderCancelled,
  OrderPaid,
  type ReservationRecord,
} from '@orderwire/contracts';
import { faultOf } from '@orderwire/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { ProductsWorld } from './products-world.js';

const at = new Date().toISOString();

describe('the list of reservations', () => {
  let world: ProductsWorld;
  let [desk, lamp] = ['', ''];
  let [held, sold, released] = ['', '', ''];
  const list = async (request: ListReservationsRequest) =>
    (await world.request(ListReservations, request)).data;
  const keys = (lines: ReservationRecord[]) => lines.map(({ orderId, productId }) => [orderId, productId]);

  beforeAll(async () => {
    world = await ProductsWorld.create();
    desk = (await world.product({ stock: 20 })).id;
    lamp = (await world.product({ stock: 20 })).id;
    sold = await world.order([[desk, 1]]);
    released = await world.order([[desk, 2]]);
    held = await world.order([
      [desk, 3],
      [lamp, 4],
    ]);
    const paid = { orderId: sold, currency: 'usd', totalAmount: 1, paymentId: 'pi_1', paidAt: at };
    await world.consumed('sell_reservation', ...(await world.publishAll(OrderPaid, paid)));
    const cancelled = { orderId: released, reason: 'test', cancelledAt: at };
    await world.consumed('release_reservation', ...(await world.publishAll(OrderCancelled, cancelled)));
  });
  afterAll(() => world.close());

  it('has one entry per order and product, the newest order first', async () => {
    const lines = await list({});
    // Products of one order are in the descending order of their ids, which are UUIDv7.
    expect(keys(lines)).toEqual([
      [held, lamp],
      [held, desk],
      [released, desk],
      [sold, desk],
    ]);
    expect(lines.map(({ state, units, endedAt }) => [state, units, endedAt !== null])).toEqual([
      ['held', 4, false],
      ['held', 3, false],
      ['released', 2, true],
      ['sold', 1, true],
    ]);
    const [first] = lines;
    expect(Date.parse(first?.expiresAt ?? '')).toBeGreaterThan(Date.parse(first?.createdAt ?? ''));
  });

  it.each([
    ['a product', () => ({ productId: lamp }), () => [[held, lamp]]],
    ['an order', () => ({ orderId: sold }), () => [[sold, desk]]],
    ['an order and a product', () => ({ orderId: held, productId: desk }), () => [[held, desk]]],
    ['an order and another state', () => ({ orderId: held, state: 'sold' as const }), () => []],
    ['a state', () => ({ state: 'released' as const }), () => [[released, desk]]],
    ['a product and a state', () => ({ productId: desk, state: 'held' as const }), () => [[held, desk]]],
    ['an unknown product', () => ({ productId: uuidv7() }), () => []],
  ])('is filtered by %s', async (_, request, expected) => {
    expect(keys(await list(request()))).toEqual(expected());
  });

  it('returns every entry once, page by page', async () => {
    const seen: ReservationRecord[] = [];
    let cursor: string | undefined;
    do {
      const page = await world.request(ListReservations, { limit: 1, cursor });
      expect(page.data).toHaveLength(1);
      seen.push(...page.data);
      cursor = page.meta.nextCursor ?? undefined;
    } while (cursor);
    expect(keys(seen)).toEqual(keys(await list({})));
  });

  it('is for staff, and refuses a cursor of another list', async () => {
    const asCustomer = world.request(ListReservations, {}, { actor: { role: 'customer', id: uuidv7() } });
    expect(NotAllowed.matches(await faultOf(asCustomer))).toBe(true);
    const cursor = Buffer.from(`2026-01-01T00:00:00.000Z_${uuidv7()}`).toString('base64url');
    expect(InvalidMessage.matches(await faultOf(list({ cursor })))).toBe(true);
  });
});
