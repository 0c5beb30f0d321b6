import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AdjustStock,
  DeleteProduct,
  InvalidMessage,
  ListStockLedger,
  OrderCancelled,
  OrderPaid,
  OrderRefunded,
  ProductNotFound,
  ProductsNotSellable,
  type StockLedgerEntry,
  StockTooLow,
} from '@orderwire/contracts';
import { faultOf } from '@orderwire/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { type Line, ProductsWorld, staff } from './products-world.js';

const at = new Date().toISOString();

describe('the stock ledger', () => {
  let world: ProductsWorld;
  const sold = (orderId: string) =>
    world.publishAll(OrderPaid, { orderId, currency: 'usd', totalAmount: 1, paymentId: 'pi_1', paidAt: at });
  const released = (orderId: string) =>
    world.publishAll(OrderCancelled, { orderId, reason: 'test', cancelledAt: at });
  const returned = (orderId: string, [productId, quantity]: Line) =>
    world.publishAll(OrderRefunded, {
      orderId,
      refundId: uuidv7(),
      currency: 'usd',
      amount: 1,
      refundedAmount: 1,
      totalAmount: 1,
      restock: [{ productId, quantity }],
      refundedAt: at,
    });
  const adjust = (productId: string, delta: number) =>
    world.request(AdjustStock, { productId, delta, reason: 'counted' });
  const pages = async (productId: string, limit: number): Promise<StockLedgerEntry[]> => {
    const seen: StockLedgerEntry[] = [];
    let cursor: string | undefined;
    do {
      const { data, meta } = await world.request(ListStockLedger, { productId, limit, cursor });
      expect(data.length).toBeLessThanOrEqual(limit);
      seen.push(...data);
      cursor = meta.nextCursor ?? undefined;
    } while (cursor);
    return seen;
  };

  beforeAll(async () => {
    world = await ProductsWorld.create({ replicas: 2 });
  });
  afterAll(async () => {
    expect(await world.unbalanced()).toEqual([]);
    await world.close();
  });

  it('lists every movement with its order, or its actor and reason, newest first', async () => {
    const { id } = await world.product();
    const orderId = await world.order([[id, 3]]);
    await world.consumed('sell_reservation', ...(await sold(orderId)));
    await world.consumed('restock', ...(await returned(orderId, [id, 2])));
    const other = await world.order([[id, 1]]);
    await world.consumed('release_reservation', ...(await released(other)));
    await adjust(id, -4);
    const { data, meta } = await world.request(ListStockLedger, { productId: id });
    expect(meta).toEqual({ nextCursor: null });
    const row = (movement: string, available: number, reserved: number, sold: number, more: object) => ({
      movement,
      available,
      reserved,
      sold,
      orderId: null,
      reason: null,
      actorId: null,
      ...more,
    });
    expect(data).toMatchObject([
      row('adjusted', -4, 0, 0, { reason: 'counted', actorId: staff.id }),
      row('released', 1, -1, 0, { orderId: other }),
      row('held', -1, 1, 0, { orderId: other }),
      row('returned', 2, 0, -2, { orderId }),
      row('sold', 0, -3, 3, { orderId }),
      row('held', -3, 3, 0, { orderId }),
      row('adjusted', 10, 0, 0, { reason: 'initial stock', actorId: staff.id }),
    ]);
    expect(data.map((entry) => entry.at)).toEqual(
      data
        .map((entry) => entry.at)
        .toSorted()
        .toReversed(),
    );
  });

  it('returns every entry once, page by page, and continues after the cursor although newer ones were added', async () => {
    const { id } = await world.product({ stock: 0 });
    for (let n = 1; n <= 7; n++) await adjust(id, n);
    const first = await world.request(ListStockLedger, { productId: id, limit: 3 });
    expect(first.data.map(({ available }) => available)).toEqual([7, 6, 5]);
    await adjust(id, 8);
    const { data } = await world.request(ListStockLedger, {
      productId: id,
      cursor: first.meta.nextCursor ?? '',
    });
    expect(data.map(({ available }) => available)).toEqual([4, 3, 2, 1]);
    expect((await pages(id, 3)).map(({ available }) => available)).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
  });

  it('is empty for a product without stock, is kept for a deleted one, and is separate per product', async () => {
    const { id } = await world.product({ stock: 0 });
    expect((await world.request(ListStockLedger, { productId: id })).data).toEqual([]);
    await adjust(id, 1);
    await world.request(DeleteProduct, { productId: id });
    expect((await world.request(ListStockLedger, { productId: id })).data).toHaveLength(1);
    expect(
      ProductNotFound.matches(await faultOf(world.request(ListStockLedger, { productId: uuidv7() }))),
    ).toBe(true);
    const fault = await faultOf(world.request(ListStockLedger, { productId: id, cursor: 'not a cursor' }));
    expect(InvalidMessage.matches(fault)).toBe(true);
  });

  it.each([
    ['changed', `UPDATE stock_ledger SET reason = 'other'`],
    ['changed where nothing matches', `UPDATE stock_ledger SET d_available = 1 WHERE false`],
    ['deleted', 'DELETE FROM stock_ledger'],
    ['emptied', 'TRUNCATE stock_ledger'],
  ])('cannot be %s', async (_name, sql) => {
    await expect(world.rows(sql)).rejects.toThrow('append-only');
  });

  it.each([
    ['an order that makes units', 'held', '-1, 2, 0', 'gen_random_uuid()', 'NULL', 'NULL'],
    ['a sale of nothing', 'sold', '0, 0, 0', 'gen_random_uuid()', 'NULL', 'NULL'],
    ['a movement of no order', 'released', '1, -1, 0', 'NULL', 'NULL', 'NULL'],
    ['an adjustment without a reason', 'adjusted', '1, 0, 0', 'NULL', 'NULL', `'staff'`],
    ['an unknown movement', 'lost', '-1, 0, 0', 'NULL', `'why'`, `'staff'`],
  ])('refuses %s', async (_name, movement, deltas, orderId, reason, role) => {
    const entry = world.rows(
      `INSERT INTO stock_ledger (product_id, movement, d_available, d_reserved, d_sold, order_id, reason, actor_role)
       VALUES (gen_random_uuid(), '${movement}', ${deltas}, ${orderId}, ${reason}, ${role})`,
    );
    await expect(entry).rejects.toThrow('stock_ledger_movement_check');
  });

  it('adds up to the counters after many concurrent changes, and never shows a counter below zero', async () => {
    const ids = (await Promise.all(Array.from({ length: 4 }, () => world.product({ stock: 40 })))).map(
      ({ id }) => id,
    );
    const pick = (n: number): string => ids[n % 4] ?? '';
    const refused: unknown[] = [];
    const [sales, releases, returns]: [string[], string[], string[]] = [[], [], []];
    await Promise.all(
      Array.from({ length: 240 }, async (_, n) => {
        const lines: Line[] = [
          [pick(n), 1 + (n % 3)],
          [pick(n + 1 + (n % 2)), 1],
        ];
        if (n % 6 === 5)
          return adjust(pick(n), n % 4 === 3 ? 3 : -2).catch((error: unknown) => refused.push(error));
        const orderId = uuidv7();
        try {
          await world.validate(n % 2 ? lines : lines.toReversed(), orderId);
        } catch (error) {
          return refused.push(error);
        }
        if (n % 6 < 2) releases.push(...(await released(orderId)));
        if (n % 6 > 0) sales.push(...(await sold(orderId)));
        if (n % 6 > 1) returns.push(...(await returned(orderId, lines[0] ?? ['', 0])));
        return undefined;
      }),
    );
    expect(refused.every((fault) => ProductsNotSellable.matches(fault) || StockTooLow.matches(fault))).toBe(
      true,
    );
    await world.consumed('sell_reservation', ...sales);
    await world.consumed('release_reservation', ...releases);
    await world.consumed('restock', ...returns);
    expect(await world.unbalanced()).toEqual([]);
    for (const id of ids) {
      const counters = [0, 0, 0];
      for (const [, ...deltas] of await world.ledger(id)) {
        deltas.forEach((delta, index) => (counters[index] = (counters[index] ?? 0) + delta));
        expect(Math.min(...counters)).toBeGreaterThanOrEqual(0);
      }
      const { available, reserved, sold } = (await world.stock(id)) ?? {};
      expect(counters).toEqual([available, reserved, sold]);
    }
  });
});
