import { Injectable } from '@nestjs/common';
import {
  type CapturedPayment,
  OrderPaid,
  type OrderPaidEvent,
  type PaymentSucceededEvent,
} from '@orderwire/contracts';
import { type Delivery, type FactQuery, Facts, type FoundFact, Outbox, type Tx } from '@orderwire/platform';
import { type NewTimelineEntry, timelineEntry, paid, webhookSeen } from '../timeline/timeline.js';
import { LockedOrderRepository } from './locked-order.repository.js';
import { decidePayment } from './payment-decision.js';
import { RejectPaymentUseCase } from './reject-payment.use-case.js';

/**
 * Makes orders PAID: two statements per batch, and two more per rejected payment. A rejected
 * payment does not stop the others.
 */
@Injectable()
export class MarkOrdersPaidUseCase {
  constructor(
    private readonly orders: LockedOrderRepository,
    private readonly rejectPayment: RejectPaymentUseCase,
    private readonly outbox: Outbox,
  ) {}

  async execute(tx: Tx, deliveries: Delivery<PaymentSucceededEvent>[]): Promise<void> {
    const orders = await this.orders.lock(
      tx,
      deliveries.map(({ event }) => event.orderId),
    );
    const payments: PaymentSucceededEvent[] = [];
    const recordedAt = new Date();
    const entries: NewTimelineEntry[] = [];
    for (const delivery of deliveries) {
      const { event: payment, subject: cause, correlationId } = delivery;
      const { orderId, currency, paymentId, paidAt, webhook } = payment;
      const order = orders.get(orderId);
      const decision = decidePayment(order, payment);
      if (decision.outcome === 'rejected')
        await this.rejectPayment.execute(tx, orders, delivery, decision.reason);
      if (!order || decision.outcome !== 'paid') continue;
      const receipt = { at: new Date(webhook.receivedAt), cause: webhook.eventId, correlationId };
      entries.push(
        timelineEntry(orderId, receipt, webhookSeen(webhook)),
        timelineEntry(orderId, { cause, correlationId }, paid(payment, paidAt)),
      );
      // The next payment of this batch must see this one.
      orders.set(orderId, { ...order, status: 'PAID', paymentId });
      payments.push(payment);
      const { totalAmount, ships } = order;
      const event = { orderId, currency, totalAmount, paymentId, paidAt, ships };
      this.outbox.add(tx, OrderPaid, { ...event, recordedAt: recordedAt.toISOString() }, { correlationId });
    }
    if (payments.length > 0) await this.orders.pay(tx, payments, recordedAt, entries);
  }

  /** Captured payments that neither paid their order nor were rejected. */
  unapplied(facts: readonly Delivery<CapturedPayment>[]): Promise<string[]> {
    return this.orders.unappliedPayments(facts.map(({ event }) => event));
  }

  @Facts(OrderPaid)
  async paidOrders(query: FactQuery): Promise<FoundFact<OrderPaidEvent>[]> {
    const orders = await this.orders.paidOrders(query);
    return orders.map(({ id, at, paidAt, ...order }) => ({
      ...{ id, at },
      event: { orderId: id, ...order, paidAt: paidAt.toISOString(), recordedAt: at.toISOString() },
    }));
  }
}
