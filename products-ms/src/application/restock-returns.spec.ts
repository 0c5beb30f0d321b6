import { describe, expect, it } from '@jest/globals';
import type { Logger, Tx } from '@orderwire/platform';
import type { GivenBack, SettlementRepository } from '../outbound/settlement.repository.js';
import { RestockReturns } from './restock-returns.js';
import type { SettleReservations } from './settle-reservations.js';

const tx = {} as Tx;
const refund = (orderId: string, ...restock: [string, number][]) => ({
  orderId,
  refundId: `refund of ${orderId}`,
  restock: restock.map(([productId, quantity]) => ({ productId, quantity })),
});

/** What was done, in order, and what was logged as an error. */
function shop(back: GivenBack[] = []) {
  const done: unknown[] = [];
  const errors: unknown[] = [];
  const settlements = {
    lockStockOf: (_tx: Tx, orderIds: string[]) => Promise.resolve(void done.push(['lock', ...orderIds])),
    giveBack: (_tx: Tx, orderId: string, refundId: string, units: Map<string, number>) => {
      done.push(['back', orderId, refundId, ...units]);
      return Promise.resolve(back);
    },
  } as unknown as SettlementRepository;
  const settle = {
    execute: (_tx: Tx, outcome: string, orderIds: string[]) =>
      Promise.resolve(void done.push([outcome, ...orderIds])),
  } as unknown as SettleReservations;
  const log = { error: (what: object) => errors.push(what) } as unknown as Logger;
  return { done, errors, restock: new RestockReturns(settlements, settle, log) };
}

describe('restocking returns', () => {
  it('locks the stock of all orders first, makes their sales, then takes each refund by itself', async () => {
    const { done, restock } = shop();
    await restock.execute(tx, [refund('b', ['x', 1]), refund('a', ['y', 2]), refund('b', ['x', 3])]);
    expect(done).toEqual([
      ['lock', 'b', 'a'],
      ['sold', 'b', 'a'],
      ['back', 'b', 'refund of b', ['x', 1]],
      ['back', 'a', 'refund of a', ['y', 2]],
      ['back', 'b', 'refund of b', ['x', 3]],
    ]);
  });

  it('touches nothing for money that went back without goods', async () => {
    const { done, restock } = shop();
    await restock.execute(tx, [refund('a')]);
    expect(done).toEqual([]);
  });

  it('says what a refund wanted back beyond what its order has, and is silent otherwise', async () => {
    const short = shop([
      { productId: 'x', asked: 3, units: 1 },
      { productId: 'y', asked: 2, units: 2 },
    ]);
    await short.restock.execute(tx, [refund('a', ['x', 3], ['y', 2])]);
    expect(short.errors).toEqual([
      { orderId: 'a', refundId: 'refund of a', excess: [{ productId: 'x', asked: 3, units: 1 }] },
    ]);
    const right = shop([{ productId: 'x', asked: 3, units: 3 }]);
    await right.restock.execute(tx, [refund('a', ['x', 3])]);
    expect(right.errors).toEqual([]);
  });
});
