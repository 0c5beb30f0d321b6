import { Inject, Injectable } from '@nestjs/common';
import {
  OrderCancelled,
  type PaymentFailedEvent,
  type PaymentSessionExpiredEvent,
  system,
} from '@orderwire/contracts';
import {
  contextOrSystem,
  Database,
  type Delivery,
  InjectLogger,
  type Logger,
  Outbox,
  type Tx,
} from '@orderwire/platform';
import { cancellation, NOT_PAID_IN_TIME } from '../lifecycle/order.js';
import {
  type NewTimelineEntry,
  timelineEntry,
  type TimelineEvent,
  cancelled,
  paymentFailed,
  sessionExpired,
  webhookSeen,
} from '../timeline/timeline.js';
import { type LockedOrder, LockedOrderRepository } from './locked-order.repository.js';
import { OpenPaymentSessionUseCase } from './open-payment-session.use-case.js';
import type { AttemptLimits } from './payment-attempt.repository.js';
import { isCurrentSession, isDelayedOfCancelled } from './payment-decision.js';
import { ATTEMPT_LIMITS } from './renew-payment-session.use-case.js';

/** Without a webhook it was found by asking payments-ms. */
type Reported<Event extends { webhook: unknown }> = Omit<Event, 'webhook'> & Partial<Pick<Event, 'webhook'>>;
type SessionEnd = Reported<PaymentFailedEvent> | Reported<PaymentSessionExpiredEvent>;
type Message<Event extends object> = Pick<Delivery<Event>, 'event' | 'subject' | 'correlationId'>;

/** Of the current session: a new one can be requested until then. */
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
    private readonly database: Database,
    private readonly outbox: Outbox,
    @Inject(ATTEMPT_LIMITS) private readonly limits: AttemptLimits,
    @InjectLogger() private readonly log: Logger,
  ) {}

  paymentFailed(tx: Tx, deliveries: Message<Reported<PaymentFailedEvent>>[]): Promise<void> {
    return this.handle(tx, deliveries, {
      event: ({ sessionId, reason }, current, renewable) =>
        paymentFailed(sessionId, reason, current, renewable),
      reason: 'the payment failed',
      renewable: true,
    });
  }

  /**
   * The delayed payment of a session failed, as payments-ms replied: its event was lost, or is late.
   * Nothing happens when the session is no longer current.
   */
  failureNotReported(session: { orderId: string; sessionId: string }): Promise<void> {
    const event = { ...session, reason: 'not reported' };
    const { correlationId } = contextOrSystem();
    return this.database.transaction((tx) =>
      this.paymentFailed(tx, [{ event, subject: 'orders.overdue', correlationId }]),
    );
  }

  sessionExpired(tx: Tx, deliveries: Delivery<PaymentSessionExpiredEvent>[]): Promise<void> {
    return this.handle(tx, deliveries, {
      event: ({ sessionId }, current) => sessionExpired(sessionId, current),
      reason: NOT_PAID_IN_TIME,
      renewable: false,
    });
  }

  private async handle<Event extends SessionEnd>(
    tx: Tx,
    deliveries: Message<Event>[],
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
      const until = current && description.renewable ? this.renewableUntil(order) : undefined;
      const record = (cause: string, timelineEvent: TimelineEvent, when = at) =>
        entries.push(timelineEntry(orderId, { at: when, cause, correlationId }, timelineEvent));
      if (!webhook && !current) continue;
      if (webhook) record(webhook.eventId, webhookSeen(webhook), new Date(webhook.receivedAt));
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

  /** Undefined when the order gets no other session. */
  private renewableUntil(order: LockedOrder): Date | undefined {
    return order.paymentAttempt < this.limits.maxInAll
      ? this.paymentSession.renewableUntil(order)
      : undefined;
  }
}
