import { Injectable } from '@nestjs/common';
import { OrderCancelled, OrderNotCancellable } from '@orderwire/contracts';
import { contextOrSystem, Database, Outbox } from '@orderwire/platform';
import { visible } from '../domain/access.js';
import type { Order } from '../domain/order.js';
import { cancelled, entry } from '../domain/timeline.js';
import { OrderRepository } from '../outbound/order.repository.js';
import { PaymentClient } from '../outbound/payment.client.js';

/** Cancels an order that is not paid. The payment link is closed first: if the shopper was faster, the payment wins. */
@Injectable()
export class CancelUnpaid {
  constructor(
    private readonly orders: OrderRepository,
    private readonly payments: PaymentClient,
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  /**
   * The cancelled order; cancelling it again changes nothing. Throws orders.not_found, orders.not_cancellable,
   * payments.already_paid, and what asking payments-ms may throw: nothing has changed then.
   */
  async execute(orderId: string, reason: string, cause: string): Promise<Order> {
    const order = await this.find(orderId);
    if (order.status === 'CANCELLED') return order;
    if (order.status !== 'PENDING') throw OrderNotCancellable({ orderId, status: order.status });
    await this.payments.expire(order.id);
    if (!(await this.cancel(order.id, reason, cause))) {
      // The news of the closed link, or of a payment before it, was here first.
      const now = await this.find(orderId);
      if (now.status !== 'CANCELLED') throw OrderNotCancellable({ orderId, status: now.status });
      return now;
    }
    return { ...order, status: 'CANCELLED' };
  }

  private async find(orderId: string): Promise<Order> {
    return visible(contextOrSystem().actor, orderId, await this.orders.find(orderId));
  }

  private cancel(orderId: string, reason: string, cause: string): Promise<boolean> {
    const at = new Date();
    const { correlationId } = contextOrSystem();
    const said = entry(orderId, { at, cause, correlationId }, cancelled(reason));
    return this.database.transaction(async (tx) => {
      if (!(await this.orders.cancel(tx, orderId, at, said))) return false;
      this.outbox.add(tx, OrderCancelled, { orderId, reason, cancelledAt: at.toISOString() });
      return true;
    });
  }
}
