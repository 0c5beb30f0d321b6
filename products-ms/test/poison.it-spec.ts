import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OrderCancelled, OrderPaid, OrderRefunded } from '@orderwire/contracts';
import { waitUntil } from '@orderwire/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { ProductsWorld } from './products-world.js';

const at = new Date().toISOString();
const paid = (orderId: string) => ({
  orderId,
  currency: 'usd',
  totalAmount: 1,
  paymentId: 'pi_1',
  paidAt: at,
});
const cancelled = (orderId: string) => ({ orderId, reason: 'test', cancelledAt: at });
const refunded = (orderId: string, restock: { productId: string; quantity: number }[]) => ({
  orderId,
  refundId: uuidv7(),
  currency: 'usd',
  amount: 1,
  refundedAmount: 1,
  totalAmount: 1,
  restock,
  refundedAt: at,
});

describe('an invalid event', () => {
  let world: ProductsWorld;
  const deadLetters = (reaction: string) =>
    world.rows<{ subject: string; payload: string; reason: string; attempts: number }>(
      `SELECT subject, payload, reason, attempts FROM messaging.dead_letters WHERE consumer = $1`,
      [`products_ms_${reaction}`],
    );

  beforeAll(async () => {
    world = await ProductsWorld.create();
  });
  afterAll(async () => {
    expect(await world.unbalanced()).toEqual([]);
    await world.close();
  });

  it.each([
    [OrderPaid.subject, 'sell_reservation', JSON.stringify({ ...paid(uuidv7()), orderId: 'x' }), 'orderId'],
    [OrderCancelled.subject, 'release_reservation', JSON.stringify({ orderId: [] }), 'orderId'],
    [
      OrderRefunded.subject,
      'restock',
      JSON.stringify(refunded(uuidv7(), [{ productId: uuidv7(), quantity: -5 }])),
      'quantity',
    ],
  ])(
    'on %s becomes a dead letter with its reason, and later events are consumed',
    async (subject, reaction, wrong, why) => {
      const { id } = await world.product();
      const [sold, dropped] = [await world.order([[id, 2]]), await world.order([[id, 3]])];
      await world.publishRaw(subject, '{"orderId": ');
      await world.publishRaw(subject, wrong);
      await world.publishRaw(subject, '');
      await world.publishAll(OrderPaid, paid(sold));
      await world.publishAll(OrderCancelled, cancelled(dropped));
      await world.publishAll(OrderRefunded, refunded(sold, [{ productId: id, quantity: 1 }]));
      await waitUntil(
        () => world.stock(id),
        (stock) => stock?.available === 9 && stock.sold === 1,
      );
      const letters = await waitUntil(
        () => deadLetters(reaction),
        (rows) => rows.length === 3,
      );
      expect(letters.map(({ payload }) => payload).toSorted()).toEqual(
        ['', wrong, '{"orderId": '].toSorted(),
      );
      for (const letter of letters) {
        expect(letter).toMatchObject({ subject, attempts: 1 });
        expect(letter.reason).not.toBe('');
      }
      expect(letters.find(({ payload }) => payload === wrong)?.reason).toContain(why);
    },
  );
});
