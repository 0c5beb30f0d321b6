import { Injectable } from '@nestjs/common';
import type { PlacedOrder } from '@orderwire/contracts';
import { Database, InjectLogger, type Logger, type Restore } from '@orderwire/platform';
import { OrderClient, type OrderState } from '../outbound/order.client.js';
import { ReservationRepository } from '../outbound/reservation.repository.js';
import {
  type KnownReservation,
  RestoredReservationRepository,
} from '../outbound/restored-reservation.repository.js';
import { StockRepository } from '../outbound/stock.repository.js';

/** Backups of several databases are not of the same moment, and a reservation precedes its order. */
const MARGIN_MS = 5 * 60_000;
const BEGINNING = new Date(0);
const ADJUSTED_BECAUSE = 'Sold after the backup that was restored, so stocked after it.';

/** Brings reservations and orders together after a restore of the one or the other. */
@Injectable()
export class RecoverReservationsUseCase {
  constructor(
    private readonly restored: RestoredReservationRepository,
    private readonly reservations: ReservationRepository,
    private readonly stock: StockRepository,
    private readonly orders: OrderClient,
    private readonly database: Database,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /**
   * After a restore of this database. Reserves again for all orders that were placed since, and ends
   * reservations whose orders were paid or cancelled since. Throws while orders-ms is unavailable.
   */
  async reserveAgain({ recoveredTo, restoredAt }: Restore, signal: AbortSignal): Promise<void> {
    let count = 0;
    for await (const page of this.orders.placedSince(before(recoveredTo))) {
      signal.throwIfAborted();
      const existing = await this.restored.existing(page.map(({ orderId }) => orderId));
      for (const order of page.filter(
        ({ orderId, status }) => !existing.has(orderId) && status !== 'CANCELLED',
      )) {
        await this.reserveFor(order);
        count++;
      }
    }
    for await (const page of this.restored.created(BEGINNING, restoredAt, { onlyHeld: true })) {
      signal.throwIfAborted();
      await this.endChanged(page);
    }
    this.log.info({ reservations: count }, 'reserved stock again for the orders since the backup');
  }

  /**
   * After a restore of the orders: returns the stock of orders that were placed since and are lost.
   * Their payments are refunded.
   */
  async returnLost({ recoveredTo, restoredAt }: Restore, signal: AbortSignal): Promise<void> {
    for await (const page of this.restored.created(before(recoveredTo), restoredAt)) {
      signal.throwIfAborted();
      for (const { orderId, status } of page)
        if (status !== 'released' && (await this.orders.stateOf(orderId)) === 'missing')
          await this.returnUnits(orderId);
    }
  }

  private async reserveFor(order: PlacedOrder): Promise<void> {
    const { orderId, status, items } = order;
    const lines = await this.database.transaction(async (tx) => {
      const reserved = await this.restored.reserveAgain(tx, order, ADJUSTED_BECAUSE);
      if (status !== 'PENDING') await this.stock.endReservations(tx, 'sold', [orderId]);
      return reserved;
    });
    const added = lines.filter(({ missing }) => missing > 0);
    if (added.length > 0)
      this.log.warn(
        { orderId, added },
        'an order took more units than the restored stock had; they were added',
      );
    const unknown = items.filter(({ productId }) => !lines.some((line) => line.productId === productId));
    if (unknown.length > 0)
      this.log.error(
        { orderId, products: unknown },
        'an order has products that the restored catalogue lacks; create them again and ship by hand',
      );
  }

  /**
   * Asks about each order, and ends the reservations of those that were paid or cancelled. An order that
   * does not exist may be one that is being placed: its reservation stays until it expires.
   */
  private async endChanged(page: readonly KnownReservation[]): Promise<void> {
    const states = new Map<string, OrderState>();
    for (const { orderId } of page) states.set(orderId, await this.orders.stateOf(orderId));
    const ofState = (matches: (state: OrderState) => boolean): string[] =>
      [...states].flatMap(([orderId, state]) => (matches(state) ? [orderId] : []));
    const released = ofState((state) => state === 'CANCELLED');
    const sold = ofState((state) => !['CANCELLED', 'missing', 'PENDING'].includes(state));
    await this.database.transaction(async (tx) => {
      if (released.length > 0) await this.stock.endReservations(tx, 'released', released);
      if (sold.length > 0) await this.stock.endReservations(tx, 'sold', sold);
    });
  }

  private async returnUnits(orderId: string): Promise<void> {
    const units = (await this.reservations.find(orderId))?.units ?? new Map<string, number>();
    await this.database.transaction(async (tx) => {
      await this.stock.lockStockOf(tx, [orderId]);
      if ((await this.stock.endReservations(tx, 'released', [orderId])) > 0) return;
      // The id of the order stands for the refund, which orders-ms does not know.
      await this.stock.restock(tx, orderId, orderId, units);
    });
    this.log.warn({ orderId }, 'the stock of an order that a restore lost was put back on sale');
  }
}

const before = (time: Date): Date => new Date(time.getTime() - MARGIN_MS);
