import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ListFacts,
  OrderCancelled,
  OrderPaid,
  OrderRefunded,
  type OrderRefundedEvent,
  type ReturnEvent,
  ReturnReceived,
} from '@orderwire/contracts';
import { FakeService, replyWithFacts } from '@orderwire/test-kit';
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

const parcel = { carrier: 'SandboxPost', trackingNumber: 'CS1', trackingUrl: null, at };

describe('the returned units of a refunded order', () => {
  let world: ProductsWorld;
  const pay = async (...orderIds: string[]) => {
    const paid = { currency: 'usd', totalAmount: 1, paymentId: 'pi_1', paidAt: at };
    await world.deliver('sell_reservation', OrderPaid, ...orderIds.map((orderId) => ({ orderId, ...paid })));
  };
  const refunded = async (...refunds: OrderRefundedEvent[]) => {
    await world.deliver('restock', OrderRefunded, ...refunds);
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

  it('are put back on sale, those lines that staff named and no others', async () => {
    const [a, b] = [await world.product(), await world.product()];
    const orderId = await bought([a.id, 4], [b.id, 2]);
    await refunded(refund(orderId, [[a.id, 3]]));
    expect(await world.stock(a.id)).toEqual({ available: 9, reserved: 0, sold: 1 });
    expect(await world.stock(b.id)).toEqual({ available: 8, reserved: 0, sold: 2 });
    expect((await world.ledger(a.id)).at(-1)).toEqual(['returned', 3, 0, -3]);
  });

  it('go back although order.refunded was lost, once', async () => {
    const { id } = await world.product();
    const event = refund(await bought([id, 4]), [[id, 3]]);
    const facts = new Map([[OrderRefunded.subject, [{ id: event.refundId, event: { ...event } }]]]);
    const orders = new FakeService(world.link).serve(ListFacts.orders, replyWithFacts(facts));
    await world.findLostEvents();
    await world.findLostEvents();
    await orders.stop();
    expect(await world.stock(id)).toEqual({ available: 9, reserved: 0, sold: 1 });
  });

  it('are put back when the parcel of a return arrives, once, also when return.received was lost', async () => {
    const { id } = await world.product();
    const returned = { ...parcel, orderId: await bought([id, 4]), returnId: uuidv7() };
    const event: ReturnEvent = { ...returned, items: [{ productId: id, quantity: 3 }] };
    await world.deliver('restock_return', ReturnReceived, event);
    expect(await world.stock(id)).toEqual({ available: 9, reserved: 0, sold: 1 });
    const facts = new Map([[ReturnReceived.subject, [{ id: event.returnId, event: { ...event } }]]]);
    const shipping = new FakeService(world.link).serve(ListFacts.shipping, replyWithFacts(facts));
    await world.deliver('restock_return', ReturnReceived, event);
    await world.findLostEvents();
    await shipping.stop();
    expect(await world.stock(id)).toEqual({ available: 9, reserved: 0, sold: 1 });
  });

  it('of a return and of refunds are together never more than were bought', async () => {
    const { id } = await world.product();
    const orderId = await bought([id, 4]);
    await refunded(refund(orderId, [[id, 3]]));
    const event = { ...parcel, orderId, returnId: uuidv7(), items: [{ productId: id, quantity: 3 }] };
    await world.deliver('restock_return', ReturnReceived, event);
    expect(await world.stock(id)).toEqual({ available: 10, reserved: 0, sold: 0 });
  });

  it('are none when only the payment was refunded', async () => {
    const { id } = await world.product();
    await refunded(refund(await bought([id, 4]), []));
    expect(await world.stock(id)).toEqual({ available: 6, reserved: 0, sold: 4 });
  });

  it('are restocked once per refund, also when its event is consumed again under another id', async () => {
    const { id } = await world.product();
    const event = refund(await bought([id, 4]), [[id, 1]]);
    await refunded(event);
    await refunded(event, event);
    expect(await world.stock(id)).toEqual({ available: 7, reserved: 0, sold: 3 });
  });

  it('are never more than the order bought and has not returned; the other lines are restocked', async () => {
    const [a, b, strange] = [await world.product(), await world.product(), await world.product()];
    const orderId = await bought([a.id, 4], [b.id, 2]);
    await refunded(refund(orderId, [[a.id, 3]]));
    await refunded(
      refund(orderId, [
        [a.id, 3],
        [b.id, 2],
        [strange.id, 1],
        [uuidv7(), 1],
      ]),
    );
    await refunded(refund(orderId, [[a.id, 1]]));
    expect(await world.stock(a.id)).toEqual({ available: 10, reserved: 0, sold: 0 });
    expect(await world.stock(b.id)).toEqual({ available: 10, reserved: 0, sold: 0 });
    expect(await world.stock(strange.id)).toEqual({ available: 10, reserved: 0, sold: 0 });
  });

  it('are never more than the order bought when several refunds are consumed together', async () => {
    const { id } = await world.product();
    // Another order's units, which too many returns would take.
    await bought([id, 4]);
    const orderId = await bought([id, 4]);
    await refunded(...Array.from({ length: 6 }, () => refund(orderId, [[id, 1]])));
    expect(await world.stock(id)).toEqual({ available: 6, reserved: 0, sold: 4 });
  });

  it('are restocked also when the refund is consumed before the payment', async () => {
    const { id } = await world.product();
    const orderId = await world.order([[id, 4]]);
    await refunded(refund(orderId, [[id, 4]]));
    await pay(orderId);
    expect(await world.stock(id)).toEqual({ available: 10, reserved: 0, sold: 0 });
    expect(await world.ledger(id)).toEqual([
      ['adjusted', 10, 0, 0],
      ['held', -4, 4, 0],
      ['sold', 0, -4, 4],
      ['returned', 4, 0, -4],
    ]);
  });

  it('are none for an order without a reservation', async () => {
    const { id } = await world.product();
    await refunded(refund(uuidv7(), [[id, 4]]));
    expect(await world.stock(id)).toEqual({ available: 10, reserved: 0, sold: 0 });
  });

  it('can be sold again, to the last unit', async () => {
    const { id } = await world.product({ stock: 2 });
    await refunded(refund(await bought([id, 2]), [[id, 2]]));
    await bought([id, 2]);
    expect(await world.stock(id)).toEqual({ available: 0, reserved: 0, sold: 2 });
  });

  it('balance while orders are paid, cancelled and refunded at the same time', async () => {
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
        if (n % 3 === 0) return releases.push(...(await world.publishAll(OrderCancelled, cancelled)));
        const paid = { orderId, currency: 'usd', totalAmount: 1, paymentId: 'pi_1', paidAt: at };
        sales.push(...(await world.publishAll(OrderPaid, paid)));
        if (n % 3 === 2) return undefined;
        return returns.push(...(await world.publishAll(OrderRefunded, refund(orderId, lines(n)))));
      }),
    );
    expect([sales.length, returns.length, releases.length]).toEqual([60, 30, 30]);
    await world.consumed('sell_reservation', ...sales);
    await world.consumed('restock', ...returns);
    await world.consumed('release_reservation', ...releases);
    const stock = await Promise.all(ids.map((id) => world.stock(id)));
    const sum = (counter: 'available' | 'reserved' | 'sold') =>
      stock.reduce((total, counters) => total + (counters?.[counter] ?? NaN), 0);
    expect([sum('available'), sum('reserved'), sum('sold')]).toEqual([1_110, 0, 90]);
  });
});
