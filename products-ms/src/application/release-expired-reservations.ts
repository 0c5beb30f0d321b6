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

type Answer = { orderId: string } & ({ state: OrderState } | { error: unknown });

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
    const answers = await Promise.all(orderIds.map((orderId) => this.ask(orderId)));
    const obsolete = answers.filter(isObsolete).map(({ orderId }) => orderId);
    if (obsolete.length > 0) {
      const released = await this.stock.releaseExpired(obsolete);
      this.log.info({ orderIds: obsolete, released }, 'released the reservations of orders that need none');
    }
    const failed = answers.flatMap((answer) => ('error' in answer ? [answer] : []));
    if (failed[0])
      this.log.warn(
        { err: failed[0].error, reservations: failed.length },
        'orders-ms gave no answer; the reservations are kept',
      );
    const recheckAt = new Date(Date.now() + RECHECK_MS);
    for (const answer of answers)
      if (!isObsolete(answer) && !isUnavailable(answer))
        await this.reservations.extend(answer.orderId, recheckAt);
    return failed.length === 0 && orderIds.length === BATCH_SIZE;
  }

  private ask(orderId: string): Promise<Answer> {
    return this.orders.stateOf(orderId).then(
      (state) => ({ orderId, state }),
      (error: unknown) => ({ orderId, error }),
    );
  }
}

const isObsolete = (answer: Answer): boolean =>
  'state' in answer && (answer.state === 'missing' || answer.state === 'CANCELLED');

/** No responder: that says nothing about this order, so it is checked again in the next run. */
const isUnavailable = (answer: Answer): boolean =>
  'error' in answer && isFaultOf(GetOrder, answer.error, ServiceUnavailable);
