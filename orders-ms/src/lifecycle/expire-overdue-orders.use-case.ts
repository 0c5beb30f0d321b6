import { Injectable } from '@nestjs/common';
import { AttemptSuperseded, OrderNotCancellable, PaymentInProgress } from '@orderwire/contracts';
import { InjectLogger, type Logger } from '@orderwire/platform';
import pMap from 'p-map';
import { HandleSessionEndUseCase } from '../payment/handle-session-end.use-case.js';
import { CancelOrderUseCase } from './cancel-order.use-case.js';
import { NOT_PAID_IN_TIME } from './order.js';
import { cancellationBlocker, isPaidOrProcessing, overdueSince, retryAt } from './overdue-order.js';
import { type OverdueOrder, OverdueOrderRepository } from './overdue-order.repository.js';

/** Orders per run: few enough to be done long before their claim ends. */
const BATCH_SIZE = 100;
const CONCURRENCY = 8;

/**
 * Cancels overdue orders: those whose payment session was never opened, or whose end was never
 * reported. payments-ms is asked first, so that no order is cancelled that is paid, or whose delayed
 * payment is being processed. One whose delayed payment failed without an event ends like one whose
 * failure was reported.
 */
@Injectable()
export class ExpireOverdueOrdersUseCase {
  constructor(
    private readonly orders: OverdueOrderRepository,
    private readonly cancelOrder: CancelOrderUseCase,
    private readonly sessionEnd: HandleSessionEndUseCase,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /**
   * Runs once. True when another run may end more orders: not while none can be ended, as in an
   * outage. Replicas share the work.
   */
  async execute(): Promise<boolean> {
    const claimed = await this.orders.claim(overdueSince(), BATCH_SIZE);
    const ended = await pMap(claimed, (order) => this.expire(order), { concurrency: CONCURRENCY });
    return claimed.length === BATCH_SIZE && ended.includes(true);
  }

  /**
   * Whether the order is no longer overdue. Never throws: an order that cannot be cancelled does
   * not stop the others.
   */
  private async expire(order: OverdueOrder): Promise<boolean> {
    const { id: orderId, sessionId, sessionExpiresAt } = order;
    try {
      if (order.blockedBy === 'payment_processing' && sessionId) {
        await this.cancelOrder.closeSession(order);
        await this.sessionEnd.failureNotReported({ orderId, sessionId });
        return true;
      }
      await this.cancelOrder.cancel(orderId, NOT_PAID_IN_TIME, 'orders.overdue');
      return true;
    } catch (error) {
      // Decided, or renewed, meanwhile.
      if (OrderNotCancellable.matches(error) || AttemptSuperseded.matches(error)) return true;
      // A delayed payment takes days. CancelOrder has stored the blocker and the next check.
      if (PaymentInProgress.matches(error)) return false;
      this.log.warn({ err: error, orderId }, 'an overdue order could not be cancelled');
      if (isPaidOrProcessing(error)) return false;
      const blocker = cancellationBlocker(error);
      await this.orders.block(orderId, blocker, retryAt(blocker, sessionExpiresAt, new Date()));
      return false;
    }
  }
}
