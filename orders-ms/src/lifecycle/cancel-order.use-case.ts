import { Injectable } from '@nestjs/common';
import {
  AlreadyPaid,
  AttemptSuperseded,
  CancelOrder,
  type CancelOrderRequest,
  ExpirePaymentSession,
  isFaultOf,
  OrderCancelled,
  OrderNotCancellable,
  type OrderView,
} from '@orderwire/contracts';
import { contextOrSystem, Database, Outbox } from '@orderwire/platform';
import { PaymentClient } from '../payment/payment.client.js';
import { timelineEntry, cancelled } from '../timeline/timeline.js';
import { FindOrderUseCase } from './find-order.use-case.js';
import { cancellation, type Order, orderView } from './order.js';
import { OrderRepository } from './order.repository.js';
import { cancellationBlocker, nextCheckAt } from './overdue-order.js';
import { OverdueOrderRepository } from './overdue-order.repository.js';

/** How often a concurrent change of the order is retried. */
const MAX_ROUNDS = 3;

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

  async execute({ orderId, reason }: CancelOrderRequest): Promise<OrderView> {
    const order = await this.cancel(orderId, reason ?? 'cancelled on request', CancelOrder.subject);
    return orderView(order, contextOrSystem().actor);
  }

  /**
   * Returns the cancelled order; repeating it changes nothing. When the session cannot be closed,
   * it throws the fault of payments-ms and the order is unchanged. A session that is opened
   * meanwhile is closed as well; payments.attempt_superseded when new sessions keep being opened.
   */
  async cancel(orderId: string, reason: string, cause: string): Promise<Order> {
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const order = await this.findOrder.execute(orderId);
      if (order.status === 'CANCELLED') return order;
      if (order.status !== 'PENDING') throw OrderNotCancellable({ orderId, status: order.status });
      await this.closeSession(order);
      if (await this.store(order, reason, cause)) return { ...order, status: 'CANCELLED' };
      // A payment event or a new session changed the order meanwhile.
    }
    const { status } = await this.findOrder.execute(orderId);
    throw status === 'PENDING' ? AttemptSuperseded({ orderId }) : OrderNotCancellable({ orderId, status });
  }

  /**
   * A payment that was made or is being processed blocks the cancellation. The next check of an
   * overdue order also makes payments-ms republish the payment, in case its event was lost.
   */
  private async closeSession({ id: orderId, sessionExpiresAt }: Order): Promise<void> {
    try {
      await this.payments.expireSession(orderId);
    } catch (error) {
      if (isFaultOf(ExpirePaymentSession, error, AlreadyPaid))
        await this.overdueOrders.block(
          orderId,
          cancellationBlocker(error),
          nextCheckAt(sessionExpiresAt, new Date()),
        );
      throw error;
    }
  }

  private store({ id: orderId, paymentAttempt }: Order, reason: string, cause: string): Promise<boolean> {
    const at = new Date();
    const { actor, correlationId } = contextOrSystem();
    const entry = timelineEntry(orderId, { at, cause, correlationId }, cancelled(reason, actor));
    return this.database.transaction(async (tx) => {
      if (!(await this.orders.cancel(tx, orderId, paymentAttempt, at, entry))) return false;
      this.outbox.add(tx, OrderCancelled, cancellation(orderId, reason, at));
      return true;
    });
  }
}
