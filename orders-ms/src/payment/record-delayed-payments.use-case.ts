import { Injectable } from '@nestjs/common';
import type { PaymentDelayedEvent } from '@orderwire/contracts';
import type { Delivery, Tx } from '@orderwire/platform';
import { type NewTimelineEntry, paymentDelayed, timelineEntry, webhookSeen } from '../timeline/timeline.js';
import { LockedOrderRepository } from './locked-order.repository.js';
import { isCurrentSession } from './payment-decision.js';

/**
 * Records that a bank processes the payment of an order: the order is not cancelled by itself before
 * the payment arrives or fails. Two statements per batch. Only the current session of a PENDING order
 * counts, once.
 */
@Injectable()
export class RecordDelayedPaymentsUseCase {
  constructor(private readonly orders: LockedOrderRepository) {}

  async execute(tx: Tx, deliveries: Delivery<PaymentDelayedEvent>[]): Promise<void> {
    const orders = await this.orders.lock(
      tx,
      deliveries.map(({ event }) => event.orderId),
    );
    const delayed = new Set<string>();
    const entries: NewTimelineEntry[] = [];
    for (const { event, subject: cause, correlationId } of deliveries) {
      const { orderId, sessionId, webhook } = event;
      const order = orders.get(orderId);
      const known = order?.cancellationBlockedBy === 'payment_processing' || delayed.has(orderId);
      if (!order || known || !isCurrentSession(order, sessionId)) continue;
      delayed.add(orderId);
      const receipt = { at: new Date(webhook.receivedAt), cause: webhook.eventId, correlationId };
      entries.push(
        timelineEntry(orderId, receipt, webhookSeen(webhook)),
        timelineEntry(orderId, { cause, correlationId }, paymentDelayed(sessionId)),
      );
    }
    if (delayed.size > 0) await this.orders.delay(tx, [...delayed], entries);
  }

  /** Delayed payments that are not recorded. */
  unapplied(facts: readonly Delivery<PaymentDelayedEvent>[]): Promise<string[]> {
    return this.orders.undelayed(facts.map(({ event }) => event));
  }
}
