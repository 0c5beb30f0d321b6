import { describe, expect, it } from '@jest/globals';
import type { Logger, Tx } from '@orderwire/platform';
import type { FallenStock } from '../domain/low-stock.js';
import type { SettlementRepository } from '../outbound/settlement.repository.js';
import type { AnnounceLowStock } from './announce-low-stock.js';
import { SettleReservations } from './settle-reservations.js';

const tx = {} as Tx;
const low: FallenStock = { productId: 'x', name: 'A mug', available: 1, threshold: 2 };

/** Orders that are not held, with their status, and whether what they had is still there. */
function shop(unheld: [orderId: string, status: string | null, there: boolean][] = []) {
  const told: FallenStock[] = [];
  const logged: unknown[] = [];
  const settlements = {
    settle: (_tx: Tx, _outcome: string, orderIds: string[]) =>
      Promise.resolve(orderIds.filter((orderId) => !unheld.some(([other]) => other === orderId)).length),
    otherwise: () => Promise.resolve(unheld.map(([orderId, status]) => ({ orderId, status }))),
    sellLate: (_tx: Tx, orderId: string) => {
      const there = unheld.some(([other, , sold]) => other === orderId && sold);
      return Promise.resolve({ sold: there, low: there ? [low] : [] });
    },
  } as unknown as SettlementRepository;
  const announce = {
    execute: (_tx: Tx, fallen: FallenStock[]) => void told.push(...fallen),
  } as unknown as AnnounceLowStock;
  const log = {
    warn: ({ orderId }: { orderId: string }) => logged.push(['warn', orderId]),
    error: ({ orderId, status }: { orderId: string; status: unknown }) =>
      logged.push(['error', orderId, status]),
  } as unknown as Logger;
  return { told, logged, settle: new SettleReservations(settlements, announce, log) };
}

describe('the end of holds', () => {
  it('is nothing to talk about when all was held', async () => {
    const { logged, settle } = shop();
    await settle.execute(tx, 'sold', ['a', 'b']);
    expect(logged).toEqual([]);
  });

  it('warns of a paid order that got released stock after all, and tells what became low', async () => {
    const { logged, told, settle } = shop([['a', 'released', true]]);
    await settle.execute(tx, 'sold', ['a', 'b']);
    expect(logged).toEqual([['warn', 'a']]);
    expect(told).toEqual([low]);
  });

  it('names each paid order whose stock is gone, for a person to look at', async () => {
    const { logged, told, settle } = shop([
      ['a', 'released', false],
      ['b', null, false],
    ]);
    await settle.execute(tx, 'sold', ['a', 'b', 'c']);
    expect(logged).toEqual([
      ['error', 'a', 'released'],
      ['error', 'b', null],
    ]);
    expect(told).toEqual([]);
  });

  it('leaves alone what cancelled orders hold no more', async () => {
    const { logged, settle } = shop([['a', 'sold', true]]);
    await settle.execute(tx, 'released', ['a']);
    expect(logged).toEqual([]);
  });
});
