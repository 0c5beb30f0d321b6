import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OrderCancelled, OrderPaid, OrderRefunded, type OrderRefundedEvent } from '@orderwire/contracts';
import { v7 as uuidv7 } from 'uuid';
import { type Line, ProductsWorld } from './products-world.js';

const at = new Date().toISOString();
const refund = (orderId: string, lines: Line[], refundId = uuidv7()): OrderRefundedEvent => ({
  orderId,
  refundId,
  currency: 'usd',
  amount: 1,
  refundedAmount: 1,
  totalAmount: 1,
  restock: lines.map(([productId, quantity]) => ({ productId, quantity })),
  refundedAt: at,
});

describe('what a refunded order gives back', () => {
  let world: ProductsWorld;
  const pay = async (...orderIds: string[]) => {
    const paid = { currency: 'usd', totalAmount: 1, paymentId: 'pi_1', paidAt: at };
    const events = await world.announce(OrderPaid, ...orderIds.map((orderId) => ({ orderId, ...paid })));
    await world.taken('sell_reservation', events);
  };
  const hear = async (...refunds: OrderRefundedEvent[]) => {
    await world.taken('restock', await world.announce(OrderRefunded, ...refunds));
  };
  const bought = async (...lines: Line[]): Promise<string> => {
    const orderId = await world.order(lines);
    await pay(orderId);
    return orderId;
  };

  beforeAll(async () => {
    world = await ProductsWorld.create({ replicas: 2 });
  });
  afterAll(async () => {
    expect(await world.unbalanced()).toEqual([]);
    await world.close();
  });

  it('goes back on sale, the lines that staff named and no other', async () => {
    const [a, b] = [await world.product(), await world.product()];
    const orderId = await bought([a.id, 4], [b.id, 2]);
    await hear(refund(orderId, [[a.id, 3]]));
    expect(await world.stock(a.id)).toEqual({ available: 9, reserved: 0, sold: 1 });
    expect(await world.stock(b.id)).toEqual({ available: 8, reserved: 0, sold: 2 });
    expect((await world.ledger(a.id)).at(-1)).toEqual(['returned', 3, 0, -3]);
  });

  it('is nothing when the money went back without goods', async () => {
    const { id } = await world.product();
    await hear(refund(await bought([id, 4]), []));
    expect(await world.stock(id)).toEqual({ available: 6, reserved: 0, sold: 4 });
  });

  it('comes back once per refund, also when the refund is heard again under another id of its event', async () => {
    const { id } = await world.product();
    const event = refund(await bought([id, 4]), [[id, 1]]);
    await hear(event);
    await hear(event, event);
    expect(await world.stock(id)).toEqual({ available: 7, reserved: 0, sold: 3 });
  });

  it('is never more than the order bought, less what came back before; the rest of the refund is taken', async () => {
    const [a, b, strange] = [await world.product(), await world.product(), await world.product()];
    const orderId = await bought([a.id, 4], [b.id, 2]);
    await hear(refund(orderId, [[a.id, 3]]));
    await hear(
      refund(orderId, [
        [a.id, 3],
        [b.id, 2],
        [strange.id, 1],
        [uuidv7(), 1],
      ]),
    );
    await hear(refund(orderId, [[a.id, 1]]));
    expect(await world.stock(a.id)).toEqual({ available: 10, reserved: 0, sold: 0 });
    expect(await world.stock(b.id)).toEqual({ available: 10, reserved: 0, sold: 0 });
    expect(await world.stock(strange.id)).toEqual({ available: 10, reserved: 0, sold: 0 });
  });

  it('is never more than the order bought when several refunds are heard together', async () => {
    const { id } = await world.product();
    // Units that somebody else bought, which too many returns would take.
    await bought([id, 4]);
    const orderId = await bought([id, 4]);
    await hear(...Array.from({ length: 6 }, () => refund(orderId, [[id, 1]])));
    expect(await world.stock(id)).toEqual({ available: 6, reserved: 0, sold: 4 });
  });

  it('comes back also when the refund is heard before the sale', async () => {
    const { id } = await world.product();
    const orderId = await world.order([[id, 4]]);
    await hear(refund(orderId, [[id, 4]]));
    await pay(orderId);
    expect(await world.stock(id)).toEqual({ available: 10, reserved: 0, sold: 0 });
    expect(await world.ledger(id)).toEqual([
      ['adjusted', 10, 0, 0],
      ['held', -4, 4, 0],
      ['sold', 0, -4, 4],
      ['returned', 4, 0, -4],
    ]);
  });

  it('is nothing for an order that never had stock', async () => {
    const { id } = await world.product();
    await hear(refund(uuidv7(), [[id, 4]]));
    expect(await world.stock(id)).toEqual({ available: 10, reserved: 0, sold: 0 });
  });

  it('can be sold again, to the last unit', async () => {
    const { id } = await world.product({ stock: 2 });
    await hear(refund(await bought([id, 2]), [[id, 2]]));
    await bought([id, 2]);
    expect(await world.stock(id)).toEqual({ available: 0, reserved: 0, sold: 2 });
  });

  it('balances while orders are bought, cancelled and refunded at the same time', async () => {
    const ids = (await Promise.all(Array.from({ length: 4 }, () => world.product({ stock: 300 })))).map(
      ({ id }) => id,
    );
    const lines = (n: number): Line[] => [
      [ids[n % 4] ?? '', 2],
      [ids[(n + 1 + (n % 3)) % 4] ?? '', 1],
    ];
    const [sales, returns, releases]: [string[], string[], string[]] = [[], [], []];
    await Promise.all(
      Array.from({ length: 90 }, async (_, n) => {
        const orderId = await world.order(n % 2 ? lines(n) : lines(n).toReversed());
        const cancelled = { orderId, reason: 'test', cancelledAt: at };
        if (n % 3 === 0) return releases.push(...(await world.announce(OrderCancelled, cancelled)));
        const paid = { orderId, currency: 'usd', totalAmount: 1, paymentId: 'pi_1', paidAt: at };
        sales.push(...(await world.announce(OrderPaid, paid)));
        if (n % 3 === 2) return undefined;
        return returns.push(...(await world.announce(OrderRefunded, refund(orderId, lines(n)))));
      }),
    );
    expect([sales.length, returns.length, releases.length]).toEqual([60, 30, 30]);
    await world.taken('sell_reservation', sales);
    await world.taken('restock', returns);
    await world.taken('release_reservation', releases);
    const stock = await Promise.all(ids.map((id) => world.stock(id)));
    const sum = (counter: 'available' | 'reserved' | 'sold') =>
      stock.reduce((total, counters) => total + (counters?.[counter] ?? NaN), 0);
    expect([sum('available'), sum('reserved'), sum('sold')]).toEqual([1_110, 0, 90]);
  });
});
