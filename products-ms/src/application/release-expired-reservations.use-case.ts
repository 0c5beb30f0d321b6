import { Injectable } from '@nestjs/common';
import { GetOrder, isFaultOf, ServiceUnavailable } from '@orderwire/contracts';
import { InjectLogger, type Logger } from '@orderwire/platform';
import { OrderClient, type OrderState } from '../outbound/order.client.js';
import { ReservationRepository } from '../outbound/reservation.repository.js';
import { StockRepository } from '../outbound/stock.repository.js';

/** Reservations checked in one run. */
const BATCH_SIZE = 50;
/** Pause before a kept reservation is checked again, so that others are checked first. */
const RECHECK_MS = 10 * 60_000;

type OrderCheck = { orderId: string } & ({ state: OrderState } | { error: unknown });

/**
 * Releases expired reservations of orders that do not exist or are cancelled. Time alone releases
 * nothing: orders-ms is asked, and a reservation that is renewed in the meantime is kept. So is
 * that of a pending order, which may still be paid, and of a paid one, whose sale is on its way.
 */
@Injectable()
export class ReleaseExpiredReservationsUseCase {
  constructor(
    private readonly reservations: ReservationRepository,
    private readonly stock: StockRepository,
    private readonly orders: OrderClient,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /** Runs once. True when there may be more to do. Replicas may run it at the same time. */
  async execute(): Promise<boolean> {
    const orderIds = await this.reservations.expired(BATCH_SIZE);
    if (orderIds.length === 0) return false;
    const checks = await Promise.all(orderIds.map((orderId) => this.check(orderId)));
    const obsolete = checks.filter(isObsolete).map(({ orderId }) => orderId);
    if (obsolete.length > 0) {
      const released = await this.stock.releaseExpired(obsolete);
      this.log.info({ orderIds: obsolete, released }, 'released the reservations of orders that need none');
    }
    const failed = checks.flatMap((check) => ('error' in check ? [check] : []));
    if (failed[0])
      this.log.warn(
        { err: failed[0].error, reservations: failed.length },
        'orders-ms gave no answer; the reservations are kept',
      );
    const recheckAt = new Date(Date.now() + RECHECK_MS);
    for (const check of checks)
      if (!isObsolete(check) && !hasNoResponder(check))
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

/** No responder: that says nothing about this order, so it is checked again in the next run. */
const hasNoResponder = (check: OrderCheck): boolean =>
  'error' in check && isFaultOf(GetOrder, check.error, ServiceUnavailable);
