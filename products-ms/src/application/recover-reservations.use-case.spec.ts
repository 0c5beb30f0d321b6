import { expect, it } from '@jest/globals';
import type { Database, Logger, Tx } from '@orderwire/platform';
import type { OrderClient, OrderState } from '../outbound/order.client.js';
import type { ReservationRepository } from '../outbound/reservation.repository.js';
import type { RestoredReservationRepository } from '../outbound/restored-reservation.repository.js';
import type { StockRepository } from '../outbound/stock.repository.js';
import { RecoverReservationsUseCase } from './recover-reservations.use-case.js';

async function* pages<T>(...all: T[][]): AsyncGenerator<T[]> {
  yield* await Promise.resolve(all);
}

it('a restored database keeps the reservations of orders that are being placed, and ends those of ended ones', async () => {
  const states: Record<string, OrderState> = {
    ...{ placing: 'missing', open: 'PENDING', cancelled: 'CANCELLED', paid: 'PAID', shipped: 'SHIPPED' },
  };
  const held = Object.keys(states).map((orderId) => ({ orderId, status: 'held' as const }));
  const ended: [string, string[]][] = [];
  const recover = new RecoverReservationsUseCase(
    { created: () => pages(held) } as unknown as RestoredReservationRepository,
    {} as ReservationRepository,
    {
      endReservations: (_tx: Tx, outcome: string, orderIds: string[]) =>
        Promise.resolve(ended.push([outcome, orderIds])),
    } as unknown as StockRepository,
    {
      placedSince: () => pages(),
      stateOf: (orderId: string) => Promise.resolve(states[orderId]),
    } as unknown as OrderClient,
    { transaction: (work: (tx: Tx) => unknown) => work({} as Tx) } as unknown as Database,
    { info: () => undefined } as unknown as Logger,
  );
  const [recoveredTo, restoredAt] = [new Date(0), new Date()];
  await recover.reserveAgain(
    { recoveredTo, restoredAt } as Parameters<typeof recover.reserveAgain>[0],
    new AbortController().signal,
  );
  expect(ended).toEqual([
    ['released', ['cancelled']],
    ['sold', ['paid', 'shipped']],
  ]);
});
