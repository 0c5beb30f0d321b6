import { Injectable } from '@nestjs/common';
import { type CapturedPayment, OrderCancelled, OrderPaymentRejected, system } from '@orderwire/contracts';
import { type Delivery, InjectLogger, type Logger, Outbox, runInContext, type Tx } from '@orderwire/platform';
import { type Rejection, usedUp } from '../domain/settle.js';
import { cancelled, entry, paymentRejected, webhookSeen } from '../domain/timeline.js';
import { type LockedOrder, PaymentEventsRepository } from '../outbound/payment-events.repository.js';

/** Money that pays nothing: it is told, and announced so that payments-ms sends it back. Once per payment. */
@Injectable()
export class RejectMoney {
  constructor(
    private readonly orders: PaymentEventsRepository,
    private readonly outbox: Outbox,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /**
   * `orders` are locked; an order whose last link the money used up is cancelled, there too. `at`: when that became clear.
   */
  async execute(
    tx: Tx,
    orders: Map<string, LockedOrder>,
    { event, subject: cause, correlationId }: Delivery<CapturedPayment>,
    reason: Rejection,
    at = new Date(),
  ): Promise<void> {
    const { orderId, paymentId, amount, currency, webhook } = event;
    if (!(await this.orders.reject(tx, event, reason, at))) return;
    const money = { correlationId, orderId, paymentId, amount, currency, reason };
    this.log.warn(money, 'money was captured that pays no order; it goes back');
    await runInContext({ correlationId, actor: system }, async () => {
      this.outbox.add(tx, OrderPaymentRejected, {
        ...{ orderId, paymentId, amount, currency, reason },
        rejectedAt: at.toISOString(),
      });
      const order = orders.get(orderId);
      if (!order) return;
      const seen = { at: new Date(webhook.receivedAt), cause: webhook.eventId, correlationId };
      const told = [
        entry(order.id, seen, webhookSeen(webhook)),
        entry(order.id, { at, cause, correlationId }, paymentRejected(event, reason)),
      ];
      if (!usedUp(order, event.sessionId)) return this.orders.tell(tx, told);
      const why = 'the payment did not match the order';
      const now = new Date();
      told.push(entry(order.id, { at: now, cause, correlationId }, cancelled(why, system)));
      orders.set(order.id, { ...order, status: 'CANCELLED' });
      await this.orders.cancel(tx, [order.id], now, told);
      this.outbox.add(tx, OrderCancelled, { orderId, reason: why, cancelledAt: now.toISOString() });
    });
  }
}
