import { Injectable } from '@nestjs/common';
import type { PaymentMismatchedEvent } from '@orderwire/contracts';
import { type Delivery, InjectLogger, type Logger, type Tx } from '@orderwire/platform';
import { type Entry, entry, paymentMismatched, webhookSeen } from '../domain/timeline.js';
import { PaymentEventsRepository } from '../outbound/payment-events.repository.js';

/** Tells in the timeline of captured money that does not match its link. The order stays as it is: staff must look. */
@Injectable()
export class NoteMismatch {
  constructor(
    private readonly orders: PaymentEventsRepository,
    @InjectLogger() private readonly log: Logger,
  ) {}

  async execute(tx: Tx, deliveries: Delivery<PaymentMismatchedEvent>[]): Promise<void> {
    const ids = deliveries.map(({ event }) => event.orderId);
    const orders = await this.orders.lock(tx, ids);
    const entries: Entry[] = [];
    for (const { event, subject, correlationId } of deliveries) {
      const { orderId, paymentId, amount, currency, reason, webhook } = event;
      const money = { correlationId, orderId, paymentId, amount, currency, reason };
      const order = orders.get(orderId.toLowerCase());
      if (!order) {
        this.log.error(money, 'money was captured for an order that does not exist');
        continue;
      }
      this.log.warn(money, 'money was captured that does not match its payment link');
      const seen = { at: new Date(webhook.receivedAt), cause: webhook.eventId, correlationId };
      entries.push(
        entry(order.id, seen, webhookSeen(webhook)),
        entry(order.id, { cause: subject, correlationId }, paymentMismatched(event)),
      );
    }
    if (entries.length > 0) await this.orders.tell(tx, entries);
  }
}
