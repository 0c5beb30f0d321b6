import { Injectable } from '@nestjs/common';
import type { DisputeEvent, DisputeState } from '@orderwire/contracts';
import { type Delivery, InjectLogger, type Logger, type Tx } from '@orderwire/platform';
import { LockedOrderRepository } from '../payment/locked-order.repository.js';
import { type NewTimelineEntry, timelineEntry, disputed } from '../timeline/timeline.js';
import { TimelineRepository } from '../timeline/timeline.repository.js';
import { applyDisputeUpdate, disputeFlag } from './dispute.js';
import { DisputeRepository } from './dispute.repository.js';

const logMessages = {
  open: 'a dispute was opened: staff must submit evidence',
  won: 'a dispute was won',
  lost: 'a dispute was lost',
} as const;

/** Records disputes and flags their orders for staff. The status of an order does not change. */
@Injectable()
export class RecordDisputesUseCase {
  constructor(
    private readonly orders: LockedOrderRepository,
    private readonly disputes: DisputeRepository,
    private readonly timeline: TimelineRepository,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /** The order of the events does not matter, nor do repetitions. */
  async execute(tx: Tx, deliveries: Delivery<DisputeEvent>[], state: DisputeState): Promise<void> {
    const orderIds = [...new Set(deliveries.map(({ event }) => event.orderId))];
    const orders = await this.orders.lock(tx, orderIds);
    const disputes = await this.disputes.ofOrders(tx, orderIds);
    const changedIds = new Set<string>();
    const entries: NewTimelineEntry[] = [];
    for (const { event, subject: cause, correlationId } of deliveries) {
      const { disputeId, orderId, paymentId, amount, currency, reason } = event;
      const details = { correlationId, orderId, disputeId, paymentId, amount, currency, reason, state };
      if (!orders.has(orderId)) {
        this.log.error(details, 'a dispute belongs to an order that does not exist');
        continue;
      }
      const at = new Date(event.at);
      const dispute = applyDisputeUpdate(disputes.get(disputeId), { id: disputeId, orderId, state, at });
      if (!dispute) continue;
      disputes.set(disputeId, dispute);
      changedIds.add(disputeId);
      this.log[state === 'won' ? 'info' : 'warn'](details, logMessages[state]);
      entries.push(timelineEntry(orderId, { at, cause, correlationId }, disputed(state, event)));
    }
    if (changedIds.size === 0) return;
    const all = [...disputes.values()];
    const changed = all.filter(({ id }) => changedIds.has(id));
    const flags = new Map(
      changed.map(({ orderId }) => [
        orderId,
        disputeFlag(all.filter((dispute) => dispute.orderId === orderId)),
      ]),
    );
    await this.disputes.save(tx, changed, flags);
    await this.timeline.addIn(tx, entries);
  }

  /** Disputes of our orders that are not recorded in this state. */
  unapplied(facts: readonly Delivery<DisputeEvent>[], state: DisputeState): Promise<string[]> {
    return this.disputes.unapplied(
      facts.map(({ event }) => event),
      state,
    );
  }
}
