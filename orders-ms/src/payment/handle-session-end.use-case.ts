import { Injectable } from '@nestjs/common';
import {
  OrderCancelled,
  type PaymentFailedEvent,
  type PaymentSessionExpiredEvent,
  system,
} from '@orderwire/contracts';
import { type Delivery, InjectLogger, type Logger, Outbox, type Tx } from '@orderwire/platform';
import { cancellation } from '../lifecycle/order.js';
import {
  type NewTimelineEntry,
  timelineEntry,
  type TimelineEvent,
  cancelled,
  paymentFailed,
  sessionExpired,
  webhookSeen,
} from '../timeline/timeline.js';
import { LockedOrderRepository } from './locked-order.repository.js';
import { cancelsOrder } from './payment-decision.js';

type SessionEnd = PaymentFailedEvent | PaymentSessionExpiredEvent;

/**
 * Timeline event of a session's end (`current`: it cancels the order), and the reason for
 * cancelling.
 */
interface Description<Event> {
  event(event: Event, current: boolean): TimelineEvent;
  reason: string;
}

/**
 * Cancels PENDING orders whose payment failed or whose session expired: two statements per batch.
 */
@Injectable()
export class HandleSessionEndUseCase {
  constructor(
    private readonly orders: LockedOrderRepository,
    private readonly outbox: Outbox,
    @InjectLogger() private readonly log: Logger,
  ) {}

  paymentFailed(tx: Tx, deliveries: Delivery<PaymentFailedEvent>[]): Promise<void> {
    return this.handle(tx, deliveries, {
      event: ({ sessionId, reason }, current) => paymentFailed(sessionId, reason, current),
      reason: 'the payment failed',
    });
  }

  sessionExpired(tx: Tx, deliveries: Delivery<PaymentSessionExpiredEvent>[]): Promise<void> {
    return this.handle(tx, deliveries, {
      event: ({ sessionId }, current) => sessionExpired(sessionId, current),
      reason: 'not paid in time',
    });
  }

  private async handle<Event extends SessionEnd>(
    tx: Tx,
    deliveries: Delivery<Event>[],
    description: Description<Event>,
  ): Promise<void> {
    const at = new Date();
    const orders = await this.orders.lock(
      tx,
      deliveries.map(({ event }) => event.orderId),
    );
    const cancelledIds: string[] = [];
    const entries: NewTimelineEntry[] = [];
    for (const { event, subject, correlationId } of deliveries) {
      const { orderId, sessionId, webhook } = event;
      const order = orders.get(orderId);
      if (!order) {
        this.log.error(
          { correlationId, orderId, sessionId },
          'the order of a payment session does not exist',
        );
        continue;
      }
      const cancels = cancelsOrder(order, sessionId);
      const record = (cause: string, timelineEvent: TimelineEvent, when = at) =>
        entries.push(timelineEntry(orderId, { at: when, cause, correlationId }, timelineEvent));
      record(webhook.eventId, webhookSeen(webhook), new Date(webhook.receivedAt));
      record(subject, description.event(event, cancels));
      if (!cancels) continue;
      const { reason } = description;
      record(subject, cancelled(reason, system));
      orders.set(orderId, { ...order, status: 'CANCELLED' });
      cancelledIds.push(orderId);
      this.outbox.add(tx, OrderCancelled, cancellation(orderId, reason, at), { correlationId });
    }
    if (entries.length > 0) await this.orders.cancel(tx, cancelledIds, at, entries);
  }
}
