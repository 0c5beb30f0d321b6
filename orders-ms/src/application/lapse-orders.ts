import { Injectable } from '@nestjs/common';
import {
  OrderCancelled,
  type PaymentFailedEvent,
  type PaymentSessionExpiredEvent,
  system,
} from '@orderwire/contracts';
import { type Delivery, InjectLogger, type Logger, Outbox, runInContext, type Tx } from '@orderwire/platform';
import type { Happening } from '../domain/happening.js';
import { lapse } from '../domain/lapse.js';
import { cancelled, type Entry, entry, webhookSeen } from '../domain/timeline.js';
import { PaymentEventsRepository } from '../outbound/payment-events.repository.js';

type LinkEnded = PaymentFailedEvent | PaymentSessionExpiredEvent;

/** What a link's end is called. */
export interface Ending<Event extends LinkEnded> {
  /** In the timeline; `current` is false when a newer link exists or the order no longer waits. */
  told(event: Event, current: boolean): Happening;
  /** Why the order is cancelled. */
  reason(event: Event): string;
}

/** Cancels waiting orders whose payment link can no longer be paid: a whole batch in two statements. */
@Injectable()
export class LapseOrders {
  constructor(
    private readonly orders: PaymentEventsRepository,
    private readonly outbox: Outbox,
    @InjectLogger() private readonly log: Logger,
  ) {}

  async execute<Event extends LinkEnded>(
    tx: Tx,
    deliveries: Delivery<Event>[],
    ending: Ending<Event>,
  ): Promise<void> {
    const at = new Date();
    const ids = deliveries.map(({ event }) => event.orderId);
    const orders = await this.orders.lock(tx, ids);
    const ended: string[] = [];
    const entries: Entry[] = [];
    for (const { event, subject, correlationId } of deliveries) {
      const { orderId, sessionId, webhook } = event;
      const order = orders.get(orderId);
      const decision = lapse(order, sessionId);
      if (!order) {
        this.log.error(
          { correlationId, orderId, sessionId },
          'a payment link ended whose order does not exist',
        );
        continue;
      }
      const tell = (cause: string, happening: Happening, when = at) =>
        entries.push(entry(order.id, { at: when, cause, correlationId }, happening));
      tell(webhook.eventId, webhookSeen(webhook), new Date(webhook.receivedAt));
      tell(subject, ending.told(event, decision === 'cancel'));
      if (decision !== 'cancel') continue;
      const reason = ending.reason(event);
      tell(subject, cancelled(reason, system));
      orders.set(order.id, { ...order, status: 'CANCELLED' });
      ended.push(order.id);
      runInContext({ correlationId, actor: system }, () =>
        this.outbox.add(tx, OrderCancelled, { orderId, reason, cancelledAt: at.toISOString() }),
      );
    }
    if (entries.length > 0) await this.orders.cancel(tx, ended, at, entries);
  }
}
