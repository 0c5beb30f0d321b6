import { Injectable } from '@nestjs/common';
import {
  type Actor,
  AttemptSuperseded,
  type CancelledOrderView,
  CancelOrder,
  type CancelOrderRequest,
  OrderCancelled,
  OrderNotCancellable,
  PaymentInProgress,
} from '@orderwire/contracts';
import { contextOrSystem, Database, Outbox } from '@orderwire/platform';
import { PaymentClient } from '../payment/payment.client.js';
import { timelineEntry, cancelled } from '../timeline/timeline.js';
import { FindOrderUseCase } from './find-order.use-case.js';
import { cancellation, type Order, orderView } from './order.js';
import { OrderRepository } from './order.repository.js';
import { cancellationBlocker, isPaidOrProcessing, nextCheckAt } from './overdue-order.js';
import { OverdueOrderRepository } from './overdue-order.repository.js';

/** How often a concurrent change of the order is retried. */
const MAX_ROUNDS = 3;

const NOTICE =
  'A payment was being processed when the order was cancelled. If it arrives, it is refunded in full; there is nothing to do.';

/** Cancels a PENDING order. Its payment session is closed first; a payment that was faster wins. */
@Injectable()
export class CancelOrderUseCase {
  constructor(
    private readonly findOrder: FindOrderUseCase,
    private readonly orders: OrderRepository,
    private readonly overdueOrders: OverdueOrderRepository,
    private readonly payments: PaymentClient,
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  /** On request an order is cancelled also while a delayed payment is processed: it is refunded on arrival. */
  async execute({
    orderId,
    reason = 'cancelled on request',
  }: CancelOrderRequest): Promise<CancelledOrderView> {
    const order = await this.cancel(orderId, reason, CancelOrder.subject, { whileProcessing: true });
    const view = orderView(order, contextOrSystem().actor);
    return order.cancellationBlockedBy === 'payment_processing' ? { ...view, notice: NOTICE } : view;
  }

  /**
   * Returns the cancelled order; repeating it changes nothing. When the session cannot be closed,
   * it throws the fault of payments-ms and the order is unchanged; with `whileProcessing` a delayed
   * payment does not prevent it. A session that is opened meanwhile is closed as well;
   * payments.attempt_superseded when new sessions keep being opened. `by`: the person whom the
   * timeline names, where a job acts for them.
   */
  async cancel(
    orderId: string,
    reason: string,
    cause: string,
    { whileProcessing = false, by = contextOrSystem().actor }: { whileProcessing?: boolean; by?: Actor } = {},
  ): Promise<Order> {
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const order = await this.findOrder.execute(orderId);
      if (order.status === 'CANCELLED') return order;
      if (order.status !== 'PENDING') throw OrderNotCancellable({ orderId, status: order.status });
      const processing = await this.closeSession(order, whileProcessing);
      const cancelledOrder = {
        ...order,
        status: 'CANCELLED',
        cancellationBlockedBy: processing ? 'payment_processing' : null,
      } as const;
      if (await this.store(cancelledOrder, reason, cause, by)) return cancelledOrder;
      // A payment event or a new session changed the order meanwhile.
    }
    const { status } = await this.findOrder.execute(orderId);
    throw status === 'PENDING' ? AttemptSuperseded({ orderId }) : OrderNotCancellable({ orderId, status });
  }

  /**
   * Whether a delayed payment is being processed; without `whileProcessing` it throws then. A payment
   * that was made or is being processed blocks the cancellation. The next check of an overdue order
   * also makes payments-ms republish the payment, in case its event was lost.
   */
  async closeSession(
    { id: orderId, sessionExpiresAt }: Pick<Order, 'id' | 'sessionExpiresAt'>,
    whileProcessing = false,
  ): Promise<boolean> {
    try {
      await this.payments.expireSession(orderId);
      return false;
    } catch (error) {
      if (whileProcessing && PaymentInProgress.matches(error)) return true;
      if (isPaidOrProcessing(error))
        await this.overdueOrders.block(
          orderId,
          cancellationBlocker(error),
          nextCheckAt(sessionExpiresAt, new Date()),
        );
      throw error;
    }
  }

  private store(order: Order, reason: string, cause: string, by: Actor): Promise<boolean> {
    const at = new Date();
    const { id: orderId, cancellationBlockedBy } = order;
    const { correlationId } = contextOrSystem();
    const event = cancelled(reason, by, cancellationBlockedBy === 'payment_processing');
    const entry = timelineEntry(orderId, { at, cause, correlationId }, event);
    return this.database.transaction(async (tx) => {
      if (!(await this.orders.cancel(tx, order, at, entry))) return false;
      this.outbox.add(tx, OrderCancelled, cancellation(orderId, reason, at));
      return true;
    });
  }
}
