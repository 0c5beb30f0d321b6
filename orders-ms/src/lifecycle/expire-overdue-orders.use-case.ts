import { Injectable } from '@nestjs/common';
import { AlreadyPaid, AttemptSuperseded, OrderNotCancellable } from '@orderwire/contracts';
import { InjectLogger, type Logger } from '@orderwire/platform';
import pMap from 'p-map';
import { CancelOrderUseCase } from './cancel-order.use-case.js';
import { OrderRepository } from './order.repository.js';
import { cancellationBlocker, overdueSince } from './overdue-order.js';

/** Orders per run; the next run continues. */
const BATCH_SIZE = 100;
const CONCURRENCY = 8;
const RETRY_MS = 5 * 60_000;

/**
 * Cancels overdue orders: those whose payment session was never opened, or whose end was never
 * reported. payments-ms is asked first, so that a paid order is never cancelled.
 */
@Injectable()
export class ExpireOverdueOrdersUseCase {
  constructor(
    private readonly orders: OrderRepository,
    private readonly cancelOrder: CancelOrderUseCase,
    @InjectLogger() private readonly log: Logger,
  ) {}

  async execute(): Promise<void> {
    const overdue = await this.orders.overdue(overdueSince(), BATCH_SIZE);
    await pMap(overdue, (orderId) => this.expire(orderId), { concurrency: CONCURRENCY });
  }

  /** Never throws: an order that cannot be cancelled does not stop the others. */
  private async expire(orderId: string): Promise<void> {
    try {
      await this.cancelOrder.cancel(orderId, 'not paid in time', 'orders.overdue');
    } catch (error) {
      // Decided, or renewed, meanwhile: it is not overdue any more.
      if (OrderNotCancellable.matches(error) || AttemptSuperseded.matches(error)) return;
      this.log.warn({ err: error, orderId }, 'an overdue order could not be cancelled');
      // CancelOrder has stored the blocker and the next check.
      if (AlreadyPaid.matches(error)) return;
      const nextCheck = new Date(Date.now() + RETRY_MS);
      await this.orders.blockCancellation(orderId, cancellationBlocker(error), nextCheck);
    }
  }
}
