import { describe, expect, it } from '@jest/globals';
import type { Logger, Tx } from '@orderwire/platform';
import type { RestockedLine, StockRepository } from '../outbound/stock.repository.js';
import type { EndReservationsUseCase } from './end-reservations.use-case.js';
import { RestockReturnsUseCase } from './restock-returns.use-case.js';

const tx = {} as Tx;
const refund = (orderId: string, ...restock: [string, number][]) => ({
  orderId,
  refundId: `refund of ${orderId}`,
  restock: restock.map(([productId, quantity]) => ({ productId, quantity })),
});

/** Records the calls in order, and the logged errors. */
function setUp(restocked: RestockedLine[] = []) {
  const calls: unknown[] = [];
  const errors: unknown[] = [];
  const stock = {
    lockStockOf: (_tx: Tx, orderIds: string[]) => Promise.resolve(void calls.push(['lock', ...orderIds])),
    restock: (_tx: Tx, orderId: string, refundId: string, units: Map<string, number>) => {
      calls.push(['restock', orderId, refundId, ...units]);
      return Promise.resolve(restocked);
    },
  } as unknown as StockRepository;
  const endReservations = {
    execute: (_tx: Tx, outcome: string, orderIds: string[]) =>
      Promise.resolve(void calls.push([outcome, ...orderIds])),
  } as unknown as EndReservationsUseCase;
  const log = { error: (what: object) => errors.push(what) } as unknown as Logger;
  return { calls, errors, restock: new RestockReturnsUseCase(stock, endReservations, log) };
}

describe('restocking returns', () => {
  it('locks the stock of all orders, makes their sales, then restocks each refund', async () => {
    const { calls, restock } = setUp();
    await restock.execute(tx, [refund('b', ['x', 1]), refund('a', ['y', 2]), refund('b', ['x', 3])]);
    expect(calls).toEqual([
      ['lock', 'b', 'a'],
      ['sold', 'b', 'a'],
      ['restock', 'b', 'refund of b', ['x', 1]],
      ['restock', 'a', 'refund of a', ['y', 2]],
      ['restock', 'b', 'refund of b', ['x', 3]],
    ]);
  });

  it('does nothing for a refund without returned units', async () => {
    const { calls, restock } = setUp();
    await restock.execute(tx, [refund('a')]);
    expect(calls).toEqual([]);
  });

  it('logs the units of a refund that its order did not buy', async () => {
    const excess = setUp([
      { productId: 'x', asked: 3, units: 1 },
      { productId: 'y', asked: 2, units: 2 },
    ]);
    await excess.restock.execute(tx, [refund('a', ['x', 3], ['y', 2])]);
    expect(excess.errors).toEqual([
      { orderId: 'a', refundId: 'refund of a', excess: [{ productId: 'x', asked: 3, units: 1 }] },
    ]);
    const exact = setUp([{ productId: 'x', asked: 3, units: 3 }]);
    await exact.restock.execute(tx, [refund('a', ['x', 3])]);
    expect(exact.errors).toEqual([]);
  });
});
