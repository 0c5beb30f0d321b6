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
import { OpenPaymentSessionUseCase } from './open-payment-session.use-case.js';
import { isCurrentSession, isDelayedOfCancelled } from './payment-decision.js';

type SessionEnd = PaymentFailedEvent | PaymentSessionExpiredEvent;

/** Of the current session: the order waits for a new one until then. */
interface Renewable {
  attempt: number;
  until: Date;
}

/**
 * Timeline event of a session's end (`current`: it ends the current session), the reason for
 * cancelling, and whether a new session can be requested instead.
 */
interface Description<Event> {
  event(event: Event, current: boolean, renewable?: Renewable): TimelineEvent;
  reason: string;
  renewable: boolean;
}

/**
 * Cancels PENDING orders whose session expired. One whose payment failed stays PENDING while a new
 * session can be requested. At most four statements per batch.
 */
@Injectable()
export class HandleSessionEndUseCase {
  constructor(
    private readonly orders: LockedOrderRepository,
    private readonly paymentSession: OpenPaymentSessionUseCase,
    private readonly outbox: Outbox,
    @InjectLogger() private readonly log: Logger,
  ) {}

  paymentFailed(tx: Tx, deliveries: Delivery<PaymentFailedEvent>[]): Promise<void> {
    return this.handle(tx, deliveries, {
      event: ({ sessionId, reason }, current, renewable) =>
        paymentFailed(sessionId, reason, current, renewable),
      reason: 'the payment failed',
      renewable: true,
    });
  }

  sessionExpired(tx: Tx, deliveries: Delivery<PaymentSessionExpiredEvent>[]): Promise<void> {
    return this.handle(tx, deliveries, {
      event: ({ sessionId }, current) => sessionExpired(sessionId, current),
      reason: 'not paid in time',
      renewable: false,
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
    const endedIds: string[] = [];
    const renewable: { orderId: string; until: Date }[] = [];
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
      const current = isCurrentSession(order, sessionId);
      const until = current && description.renewable ? this.paymentSession.possibleExpiry(order) : undefined;
      const record = (cause: string, timelineEvent: TimelineEvent, when = at) =>
        entries.push(timelineEntry(orderId, { at: when, cause, correlationId }, timelineEvent));
      record(webhook.eventId, webhookSeen(webhook), new Date(webhook.receivedAt));
      record(subject, description.event(event, current, until && { attempt: order.paymentAttempt, until }));
      if (isDelayedOfCancelled(order, sessionId)) endedIds.push(orderId);
      if (!current) continue;
      if (until) {
        orders.set(orderId, { ...order, sessionId: null });
        renewable.push({ orderId, until });
        continue;
      }
      const { reason } = description;
      record(subject, cancelled(reason, system));
      orders.set(orderId, { ...order, status: 'CANCELLED' });
      cancelledIds.push(orderId);
      this.outbox.add(tx, OrderCancelled, cancellation(orderId, reason, at), { correlationId });
    }
    if (endedIds.length > 0) await this.orders.endDelayed(tx, endedIds);
    if (renewable.length > 0) await this.orders.awaitRenewal(tx, renewable);
    if (entries.length > 0) await this.orders.cancel(tx, cancelledIds, at, entries);
  }
}
