import { describe, expect, it } from '@jest/globals';
import type { StockLowEvent } from '@orderwire/contracts';
import type { Logger, Outbox, Tx } from '@orderwire/platform';
import type { LowStock } from '../domain/product.js';
import type { StockRepository } from '../outbound/stock.repository.js';
import { EndReservationsUseCase } from './end-reservations.use-case.js';

const tx = {} as Tx;
const low: LowStock = { productId: 'x', name: 'A mug', available: 1, threshold: 2 };

/**
 * Orders without a held reservation, with their status, and whether their units are still
 * available.
 */
function setUp(ended: [orderId: string, status: string | null, available: boolean][] = []) {
  const published: StockLowEvent[] = [];
  const logged: unknown[] = [];
  const stock = {
    endReservations: (_tx: Tx, _outcome: string, orderIds: string[]) =>
      Promise.resolve(orderIds.filter((orderId) => !ended.some(([other]) => other === orderId)).length),
    notEndedAs: () => Promise.resolve(ended.map(([orderId, status]) => ({ orderId, status }))),
    sellReleased: (_tx: Tx, orderId: string) => {
      const sold = ended.some(([other, , available]) => other === orderId && available);
      return Promise.resolve({ sold, low: sold ? [low] : [] });
    },
  } as unknown as StockRepository;
  const outbox = {
    add: (_tx: Tx, _contract: unknown, event: StockLowEvent) => published.push(event),
  } as unknown as Outbox;
  const log = {
    warn: ({ orderId }: { orderId: string }) => logged.push(['warn', orderId]),
    error: ({ orderId, status }: { orderId: string; status: unknown }) =>
      logged.push(['error', orderId, status]),
  } as unknown as Logger;
  return { published, logged, endReservations: new EndReservationsUseCase(stock, outbox, log) };
}

describe('ending reservations', () => {
  it('logs nothing when all were held', async () => {
    const { logged, endReservations } = setUp();
    await endReservations.execute(tx, 'sold', ['a', 'b']);
    expect(logged).toEqual([]);
  });

  it('warns of a paid order whose reservation was released, and publishes the stock that became low', async () => {
    const { logged, published, endReservations } = setUp([['a', 'released', true]]);
    await endReservations.execute(tx, 'sold', ['a', 'b']);
    expect(logged).toEqual([['warn', 'a']]);
    expect(published).toEqual([{ ...low, at: expect.any(String) }]);
  });

  it('logs an error for each paid order whose stock is gone', async () => {
    const { logged, published, endReservations } = setUp([
      ['a', 'released', false],
      ['b', null, false],
    ]);
    await endReservations.execute(tx, 'sold', ['a', 'b', 'c']);
    expect(logged).toEqual([
      ['error', 'a', 'released'],
      ['error', 'b', null],
    ]);
    expect(published).toEqual([]);
  });

  it('ignores cancelled orders whose reservation has ended', async () => {
    const { logged, endReservations } = setUp([['a', 'sold', true]]);
    await endReservations.execute(tx, 'released', ['a']);
    expect(logged).toEqual([]);
  });
});
