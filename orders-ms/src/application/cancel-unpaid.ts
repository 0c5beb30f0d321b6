import { Injectable } from '@nestjs/common';
import { AlreadyPaid, AttemptSuperseded, OrderCancelled, OrderNotCancellable } from '@orderwire/contracts';
import { contextOrSystem, Database, Outbox } from '@orderwire/platform';
import { heldUpBy, lookAgainAt } from '../domain/look-again.js';
import type { Order } from '../domain/order.js';
import { cancelled, entry } from '../domain/timeline.js';
import { OrderRepository } from '../outbound/order.repository.js';
import { PaymentClient } from '../outbound/payment.client.js';
import { FindOrder } from './find-order.js';

/** How often a newer payment link may get in between before the caller has to ask again. */
const ROUNDS = 3;

/** Cancels an order that is not paid. The payment link is closed first: if the shopper was faster, the payment wins. */
@Injectable()
export class CancelUnpaid {
  constructor(
    private readonly find: FindOrder,
    private readonly orders: OrderRepository,
    private readonly payments: PaymentClient,
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  /**
   * The cancelled order; cancelling it again changes nothing. Throws orders.not_found, orders.not_cancellable,
   * payments.already_paid, payments.attempt_superseded (new links kept coming), and what asking payments-ms may throw:
   * nothing has changed then. A link that is made while the old one is closed is closed too before the order is cancelled.
   */
  async execute(orderId: string, reason: string, cause: string): Promise<Order> {
    for (let round = 0; round < ROUNDS; round++) {
      const order = await this.find.execute(orderId);
      if (order.status === 'CANCELLED') return order;
      if (order.status !== 'PENDING') throw OrderNotCancellable({ orderId, status: order.status });
      await this.close(order);
      if (await this.cancel(order, reason, cause)) return { ...order, status: 'CANCELLED' };
      // A newer link, the news of the closed one, or of a payment before it, was here first: look again.
    }
    const { status } = await this.find.execute(orderId);
    throw status === 'PENDING' ? AttemptSuperseded({ orderId }) : OrderNotCancellable({ orderId, status });
  }

  /**
   * Money that came or is on its way keeps the order, and its timeline says so. If it is overdue it is looked at again, more and more
   * seldom: each look also makes payments-ms tell anew of money it has, should the news of it have been lost.
   */
  private async close({ id: orderId, sessionExpiresAt }: Order): Promise<void> {
    try {
      await this.payments.expire(orderId);
    } catch (error) {
      if (AlreadyPaid.matches(error))
        await this.orders.holdUp(orderId, heldUpBy(error), lookAgainAt(sessionExpiresAt, new Date()));
      throw error;
    }
  }

  private cancel({ id: orderId, paymentAttempt }: Order, reason: string, cause: string): Promise<boolean> {
    const at = new Date();
    const { actor, correlationId } = contextOrSystem();
    const said = entry(orderId, { at, cause, correlationId }, cancelled(reason, actor));
    return this.database.transaction(async (tx) => {
      if (!(await this.orders.cancel(tx, orderId, paymentAttempt, at, said))) return false;
      this.outbox.add(tx, OrderCancelled, { orderId, reason, cancelledAt: at.toISOString() });
      return true;
    });
  }
}
