import { Injectable } from '@nestjs/common';
import { GetOrder, isFaultOf, ServiceUnavailable } from '@orderwire/contracts';
import { type Counter, Database, InjectLogger, type Logger, Metrics } from '@orderwire/platform';
import { OrderClient, type OrderState } from '../outbound/order.client.js';
import { ReservationRepository } from '../outbound/reservation.repository.js';
import { StockRepository } from '../outbound/stock.repository.js';
import { EndReservationsUseCase } from './end-reservations.use-case.js';

/** Reservations checked in one run. */
const BATCH_SIZE = 50;
/** Pause before a kept reservation is checked again, so that others are checked first. */
const RECHECK_MS = 10 * 60_000;

type OrderCheck = { orderId: string } & ({ state: OrderState } | { error: unknown });

/**
 * Ends expired reservations as orders-ms says: those of orders that do not exist or are cancelled
 * are released, those of paid orders are sold, because their order.paid was lost. Time alone ends
 * nothing: a reservation that is renewed in the meantime is kept, and so is that of a pending order,
 * which may still be paid.
 */
@Injectable()
export class ReleaseExpiredReservationsUseCase {
  private readonly repaired: Counter<'to'>;

  constructor(
    private readonly reservations: ReservationRepository,
    private readonly stock: StockRepository,
    private readonly orders: OrderClient,
    private readonly endReservations: EndReservationsUseCase,
    private readonly database: Database,
    metrics: Metrics,
    @InjectLogger() private readonly log: Logger,
  ) {
    this.repaired = metrics.counter({
      name: 'orderwire_products_reservations_repaired_total',
      help: 'Expired reservations that ended as orders-ms said, because the event was lost.',
      labels: ['to'],
    });
  }

  /** Runs once. True when there may be more to do. Replicas may run it at the same time. */
  async execute(): Promise<boolean> {
    const orderIds = await this.reservations.expired(BATCH_SIZE);
    if (orderIds.length === 0) return false;
    const checks = await Promise.all(orderIds.map((orderId) => this.check(orderId)));
    const obsolete = checks.filter(isObsolete).map(({ orderId }) => orderId);
    if (obsolete.length > 0) {
      const released = await this.stock.releaseExpired(obsolete);
      this.repaired.inc({ to: 'released' }, released);
      this.log.info({ orderIds: obsolete, released }, 'released the reservations of orders that need none');
    }
    const sold = checks.filter(isSold).map(({ orderId }) => orderId);
    if (sold.length > 0) {
      await this.database.transaction((tx) => this.endReservations.execute(tx, 'sold', sold));
      this.repaired.inc({ to: 'sold' }, sold.length);
      this.log.warn({ orderIds: sold }, 'sold the reservations of paid orders whose event was lost');
    }
    const failed = checks.flatMap((check) => ('error' in check ? [check] : []));
    if (failed[0])
      this.log.warn(
        { err: failed[0].error, reservations: failed.length },
        'orders-ms gave no answer; the reservations are kept',
      );
    const recheckAt = new Date(Date.now() + RECHECK_MS);
    for (const check of checks)
      if (!isObsolete(check) && !isSold(check) && !hasNoResponder(check))
        await this.reservations.extend(check.orderId, recheckAt);
    return failed.length === 0 && orderIds.length === BATCH_SIZE;
  }

  private check(orderId: string): Promise<OrderCheck> {
    return this.orders.stateOf(orderId).then(
      (state) => ({ orderId, state }),
      (error: unknown) => ({ orderId, error }),
    );
  }
}

const isObsolete = (check: OrderCheck): boolean =>
  'state' in check && (check.state === 'missing' || check.state === 'CANCELLED');

const paid: ReadonlySet<OrderState> = new Set<OrderState>(['PAID', 'SHIPPED', 'DELIVERED', 'REFUNDED']);

const isSold = (check: OrderCheck): boolean => 'state' in check && paid.has(check.state);

/** No responder: that says nothing about this order, so it is checked again in the next run. */
const hasNoResponder = (check: OrderCheck): boolean =>
  'error' in check && isFaultOf(GetOrder, check.error, ServiceUnavailable);
