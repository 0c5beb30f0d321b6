import { Injectable } from '@nestjs/common';
import type { PaymentMarkEvent } from '@orderwire/contracts';
import { type Delivery, InjectLogger, type Logger, type Tx } from '@orderwire/platform';
import { LockedOrderRepository } from '../payment/locked-order.repository.js';
import { marked, type NewTimelineEntry, timelineEntry } from '../timeline/timeline.js';
import { TimelineRepository } from '../timeline/timeline.repository.js';
import { MarkRepository, type OrderMark } from './mark.repository.js';

/** Records fraud warnings and reviews, and flags their orders for staff. The status does not change. */
@Injectable()
export class RecordMarksUseCase {
  constructor(
    private readonly orders: LockedOrderRepository,
    private readonly marks: MarkRepository,
    private readonly timeline: TimelineRepository,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /** The order of the events does not matter, nor do repetitions. These events are rare. */
  async execute(tx: Tx, deliveries: Delivery<PaymentMarkEvent>[], kind: OrderMark['kind']): Promise<void> {
    const orders = await this.orders.lock(
      tx,
      deliveries.map(({ event }) => event.orderId),
    );
    const entries: NewTimelineEntry[] = [];
    for (const { event, subject: cause, correlationId } of deliveries) {
      const { orderId, markId: id, open } = event;
      const details = { correlationId, kind, ...event };
      if (!orders.has(orderId)) {
        this.log.error(details, 'a fraud warning or review belongs to an order that does not exist');
        continue;
      }
      if (!(await this.marks.save(tx, { id, orderId, kind, open }))) continue;
      if (open) this.log.warn(details, 'Stripe suspects fraud: staff must decide about the payment');
      const at = new Date(event.at);
      entries.push(timelineEntry(orderId, { at, cause, correlationId }, marked(kind, event)));
    }
    if (entries.length === 0) return;
    await this.marks.flag(tx, [...new Set(entries.map(({ orderId }) => orderId))]);
    await this.timeline.addIn(tx, entries);
  }

  /** Ids of facts about our orders that are not stored: a mark that is closed here stays closed. */
  unapplied(facts: readonly Delivery<PaymentMarkEvent>[]): Promise<string[]> {
    return this.marks.unapplied(facts.map(({ event }) => event));
  }
}
