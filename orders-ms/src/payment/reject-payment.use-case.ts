import { Injectable } from '@nestjs/common';
import {
  type CapturedPayment,
  OrderCancelled,
  OrderPaymentRejected,
  type OrderPaymentRejectedEvent,
  system,
} from '@orderwire/contracts';
import {
  type Delivery,
  type FactQuery,
  Facts,
  type FoundFact,
  InjectLogger,
  type Logger,
  Outbox,
  type Tx,
} from '@orderwire/platform';
import { cancellation } from '../lifecycle/order.js';
import { timelineEntry, cancelled, paymentRejected, webhookSeen } from '../timeline/timeline.js';
import { TimelineRepository } from '../timeline/timeline.repository.js';
import { type LockedOrder, LockedOrderRepository } from './locked-order.repository.js';
import { exhaustsSession, isDelayedOfCancelled, type RejectionReason } from './payment-decision.js';

const cancelReason = 'the payment did not match the order';

/**
 * Records a payment that pays nothing and publishes order.payment_rejected, once per payment.
 * payments-ms refunds it.
 */
@Injectable()
export class RejectPaymentUseCase {
  constructor(
    private readonly orders: LockedOrderRepository,
    private readonly timeline: TimelineRepository,
    private readonly outbox: Outbox,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /**
   * Cancels the order when the payment exhausted its last session, in the database and in `orders`,
   * which are locked. `at` is the time of the rejection.
   */
  async execute(
    tx: Tx,
    orders: Map<string, LockedOrder>,
    { event, subject: cause, correlationId }: Delivery<CapturedPayment>,
    reason: RejectionReason,
    at = new Date(),
  ): Promise<void> {
    const { orderId, paymentId, amount, currency, webhook } = event;
    if (!(await this.orders.reject(tx, event, reason, at))) return;
    const rejection = { orderId, paymentId, amount, currency, reason };
    this.log.warn({ correlationId, ...rejection }, 'a payment was rejected and will be refunded');
    const rejectedAt = at.toISOString();
    this.outbox.add(tx, OrderPaymentRejected, { ...rejection, rejectedAt }, { correlationId });
    const order = orders.get(orderId);
    if (!order) return;
    if (isDelayedOfCancelled(order, event.sessionId)) await this.orders.endDelayed(tx, [orderId]);
    const receipt = { at: new Date(webhook.receivedAt), cause: webhook.eventId, correlationId };
    const entries = [
      timelineEntry(orderId, receipt, webhookSeen(webhook)),
      timelineEntry(orderId, { at, cause, correlationId }, paymentRejected(event, reason)),
    ];
    if (!exhaustsSession(order, event.sessionId)) return this.timeline.addIn(tx, entries);
    const now = new Date();
    entries.push(timelineEntry(orderId, { at: now, cause, correlationId }, cancelled(cancelReason, system)));
    orders.set(orderId, { ...order, status: 'CANCELLED' });
    await this.orders.cancel(tx, [orderId], now, entries);
    this.outbox.add(tx, OrderCancelled, cancellation(orderId, cancelReason, now), { correlationId });
  }

  /** Every rejected payment. */
  @Facts(OrderPaymentRejected)
  async rejections(query: FactQuery): Promise<FoundFact<OrderPaymentRejectedEvent>[]> {
    const rows = await this.orders.rejections(query);
    return rows.map(({ id, at, rejectedAt, ...rejection }) => ({
      ...{ id, at },
      event: { ...rejection, rejectedAt: rejectedAt.toISOString() },
    }));
  }
}
