import { Injectable } from '@nestjs/common';
import { AlreadyPaid, AttemptSuperseded, OrderNotCancellable } from '@orderwire/contracts';
import { Database, InjectLogger, type Logger, severalAtOnce } from '@orderwire/platform';
import { heldUpBy } from '../domain/look-again.js';
import { CustomerRepository } from '../outbound/customer.repository.js';
import { IdempotencyRepository } from '../outbound/idempotency.repository.js';
import { OrderRepository } from '../outbound/order.repository.js';
import { CancelUnpaid } from './cancel-unpaid.js';
import { ReleaseStock } from './release-stock.js';
import { minutesAfter, SessionTimes } from './session-times.js';

/** Orders looked at in one round; what is left comes in the next. */
const ROUND = 100;
/** Orders about which payments-ms is asked at once. */
const AT_ONCE = 8;
/** Idempotency-Keys removed in one transaction, and how long they are kept: as long as Stripe keeps its own. */
const KEYS = 1_000;
const KEY_MINUTES = 24 * 60;

/**
 * Brings to an end what nobody else will: orders whose link was never made or whose end was
 * never heard of, addresses of customers who are gone, and keys nobody will use again.
 */
@Injectable()
export class ClearAway {
  constructor(
    private readonly orders: OrderRepository,
    private readonly keys: IdempotencyRepository,
    private readonly customers: CustomerRepository,
    private readonly cancel: CancelUnpaid,
    private readonly release: ReleaseStock,
    private readonly database: Database,
    private readonly times: SessionTimes,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /** Never cancels an order that somebody has paid: payments-ms is asked first. */
  async execute(): Promise<void> {
    const overdue = await this.orders.overdue(this.times.overdueSince(), ROUND);
    await severalAtOnce(AT_ONCE, overdue, (orderId) => this.end(orderId));
    await this.customers.forgetLateOrders();
    await this.customers.forgetAddresses();
    while ((await this.sweepKeys()) === KEYS);
  }

  /** Never in the way of the others: what cannot be cancelled now is looked at later, and its timeline says why. */
  private async end(orderId: string): Promise<void> {
    try {
      await this.cancel.execute(orderId, 'nobody paid in time', 'orders.overdue');
    } catch (error) {
      // Somebody decided it, or asked for new links: then it is overdue no longer.
      if (OrderNotCancellable.matches(error) || AttemptSuperseded.matches(error)) return;
      this.log.warn({ err: error, orderId }, 'an overdue order still waits');
      // Kept already, with the next look.
      if (AlreadyPaid.matches(error)) return;
      await this.orders.holdUp(orderId, heldUpBy(error), minutesAfter(new Date(), 5));
    }
  }

  /** Stock that was held for an order which was never written, and which nobody asked for again, goes back. */
  private sweepKeys(): Promise<number> {
    return this.database.transaction(async (tx) => {
      const swept = await this.keys.sweep(tx, minutesAfter(new Date(), -KEY_MINUTES), KEYS);
      for (const { orderId } of swept.filter(({ orphan }) => orphan))
        this.release.announce(tx, orderId, 'the order was never completed');
      return swept.length;
    });
  }
}
